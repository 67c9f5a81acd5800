/** One kind of product: a category at the bottom of the tree. */
export interface Kind {
  readonly name: string;
  /** What its products are called, after the name of their series. */
  readonly nouns: readonly string[];
  readonly materials: readonly string[];
  /** What its products are for. */
  readonly use: string;
  /** The lowest and the highest price, in whole euros. */
  readonly euros: readonly [number, number];
}

/** A part of the assortment, with the kinds that are in it. */
export interface Group {
  readonly name: string;
  readonly kinds: Kind[];
}

// Departments, their groups, and the groups' kinds: name | products | materials | use | prices.
const text = `
  Kitchen
    Coffee and Tea
      Kettles | Gooseneck Kettle, Electric Kettle, Stovetop Kettle | brushed steel, enamelled steel, copper | for a slow and even pour | 39 to 149 euros
      Coffee Makers | Pour-over Set, French Press, Espresso Pot | borosilicate glass, polished steel, stoneware | for the first good cup of the day | 24 to 119 euros
      Teapots | Teapot, Tea Set, Tea Warmer | glazed stoneware, cast iron, clear glass | for long afternoons | 19 to 89 euros
    Cookware
      Pans | Frying Pan, Saute Pan, Grill Pan | cast iron, carbon steel, layered steel | for a crust that sings | 34 to 179 euros
      Pots | Casserole, Stock Pot, Milk Pot | enamelled iron, layered steel, copper | for everything that needs its time | 29 to 259 euros
      Baking | Loaf Tin, Pie Dish, Cake Ring | steel with a ceramic coat, stoneware, heavy tinplate | for crisp edges and a tender middle | 12 to 59 euros
    Knives and Boards
      Kitchen Knives | Chef Knife, Bread Knife, Paring Knife | forged carbon steel, layered steel, stainless steel | for clean cuts without effort | 29 to 189 euros
      Cutting Boards | Cutting Board, Carving Board, Serving Board | oak, walnut, beech | for years at the heart of the kitchen | 19 to 99 euros
  Home
    Lighting
      Table Lamps | Table Lamp, Bedside Lamp, Reading Lamp | brass, frosted glass, turned ash | for a warm corner | 39 to 219 euros
      Floor Lamps | Floor Lamp, Arc Lamp, Tripod Lamp | powder-coated steel, oak, brass | for light where you sit | 89 to 399 euros
      Pendant Lights | Pendant Light, Cluster Pendant, Dome Pendant | spun aluminium, mouth-blown glass, paper | for the table where everybody meets | 59 to 329 euros
    Furniture
      Chairs | Dining Chair, Lounge Chair, Bar Stool | solid oak, bent beech, woven cane | for guests who stay | 119 to 649 euros
      Shelves | Wall Shelf, Bookcase, Ladder Shelf | solid ash, birch plywood, steel and oak | for books, plants and all the rest | 49 to 549 euros
      Side Tables | Side Table, Nesting Table, Tray Table | marble, walnut, powder-coated steel | for a book and a cup | 59 to 299 euros
    Textiles
      Blankets | Throw, Wool Blanket, Bedspread | lambswool, organic cotton, alpaca | for cold evenings | 39 to 199 euros
      Cushions | Cushion, Bolster, Floor Cushion | washed linen, velvet, recycled wool | for a softer seat | 19 to 89 euros
  Outdoor
    Camping
      Tents | Trekking Tent, Family Tent, Tunnel Tent | ripstop nylon, recycled polyester, cotton canvas | for nights in wind and rain | 149 to 699 euros
      Sleeping Bags | Down Sleeping Bag, Summer Sleeping Bag, Camp Quilt | goose down, recycled fill, ripstop nylon | for sleeping under the stars | 69 to 399 euros
      Camp Stoves | Gas Stove, Wood Stove, Camp Cook Set | titanium, stainless steel, hard aluminium | for hot soup far from home | 29 to 169 euros
    Hiking
      Backpacks | Day Pack, Touring Pack, Summit Pack | waxed canvas, ripstop nylon, recycled polyester | for a light step | 59 to 289 euros
      Walking Poles | Pair of Walking Poles, Folding Pole, Trail Pole | carbon, hard aluminium, carbon and cork | for long ways down | 39 to 159 euros
      Water Bottles | Water Bottle, Insulated Bottle, Field Flask | stainless steel, titanium, tritan | for a cool drink at noon | 14 to 59 euros
    Cycling
      Bike Bags | Handlebar Bag, Saddle Bag, Pannier | waxed canvas, roll-top tarpaulin, recycled nylon | for all that must come along | 29 to 149 euros
      Bike Lights | Front Light, Rear Light, Light Set | machined aluminium, polycarbonate, steel | for being seen in time | 19 to 109 euros
  Office
    Writing
      Pens | Fountain Pen, Rollerball, Ballpoint Pen | turned brass, resin, brushed aluminium | for notes worth keeping | 14 to 179 euros
      Notebooks | Notebook, Sketchbook, Pocket Journal | linen, recycled paper, bonded leather | for thoughts in every direction | 9 to 39 euros
      Pencils | Drawing Pencil Set, Mechanical Pencil, Drafting Pencil | cedar, brass, brushed aluminium | for a fine line | 9 to 49 euros
    Desk
      Desk Organisers | Desk Tray, Pen Stand, Letter Rack | walnut, felt, powder-coated steel | for a desk that stays clear | 14 to 79 euros
      Desk Mats | Desk Mat, Writing Pad, Keyboard Mat | wool felt, vegetable-tanned leather, cork | for quiet work | 19 to 89 euros
      Monitor Stands | Monitor Stand, Laptop Stand, Desk Shelf | oak, bent steel, bamboo | for eyes at the right height | 39 to 189 euros
    Work Bags
      Laptop Sleeves | Laptop Sleeve, Tablet Sleeve, Cable Pouch | wool felt, waxed canvas, recycled nylon | for the way to work | 19 to 99 euros
      Briefcases | Briefcase, Messenger Bag, Work Tote | full-grain leather, waxed canvas, cordura | for papers, laptop and lunch | 79 to 349 euros
  Audio
    Headphones
      Over-ear Headphones | Studio Headphones, Wireless Headphones, Open Headphones | anodised aluminium, walnut, glass-filled nylon | for hours without fatigue | 79 to 549 euros
      In-ear Headphones | Earphones, Wireless Earbuds, In-ear Monitors | machined aluminium, ceramic, resin | for music on the way | 39 to 329 euros
      Headphone Stands | Headphone Stand, Headphone Hook, Charging Stand | oak, cast aluminium, marble | for a place where they belong | 19 to 99 euros
    Speakers
      Bookshelf Speakers | Bookshelf Speaker, Studio Monitor, Stereo Pair | walnut veneer, lacquered ash, birch plywood | for a room full of sound | 129 to 899 euros
      Portable Speakers | Portable Speaker, Garden Speaker, Travel Speaker | woven fabric, anodised aluminium, silicone | for music that comes along | 39 to 299 euros
      Soundbars | Soundbar, Compact Soundbar, Subwoofer | woven fabric, oak, brushed aluminium | for films as they were meant | 119 to 699 euros
    Vinyl
      Record Players | Turntable, Belt-drive Turntable, Record Player | lacquered wood, acrylic, cast aluminium | for the whole side, without a break | 149 to 899 euros
      Record Care | Record Brush, Record Crate, Stylus Set | carbon fibre, pine, walnut | for records that last | 12 to 79 euros
`;

/** What the store sells: departments, their groups, and the groups' kinds. */
export const assortment: readonly { readonly name: string; readonly groups: Group[] }[] = parseAssortment();

/** All kinds, department by department. */
export const kinds: readonly Kind[] = assortment.flatMap(({ groups }) => groups.flatMap((group) => group.kinds));

function parseAssortment() {
  const departments: { name: string; groups: Group[] }[] = [];
  for (const line of text.trimEnd().split("\n").slice(1)) {
    const depth = line.search(/\S/);
    if (depth === 2) {
      departments.push({ name: line.trim(), groups: [] });
    } else if (depth === 4) {
      departments.at(-1)!.groups.push({ name: line.trim(), kinds: [] });
    } else {
      departments.at(-1)!.groups.at(-1)!.kinds.push(parseKind(line));
    }
  }
  return departments;
}

function parseKind(line: string): Kind {
  const [name = "", nouns = "", materials = "", use = "", prices = ""] = line.trim().split(" | ");
  const [low = 0, high = 0] = prices.match(/\d+/g)?.map(Number) ?? [];
  return { name, nouns: nouns.split(", "), materials: materials.split(", "), use, euros: [low, high] };
}
