/** Puts what was found into the order of the ids that were asked for, with null where nothing was found. */
export function alignByKey<Row>(
  ids: readonly string[],
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): (Row | null)[] {
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  return ids.map((id) => found.get(id) ?? null);
}
