import { openUpstream, orNull, prepare } from "./upstream.ts";

interface Product {
  id: string;
  averageRating?: number | null;
}
interface PageProduct extends Product {
  name: string;
  description: string;
  imageUrl: string;
  category: { path: ReadonlyArray<{ name: string; slug: string }> | undefined };
  reviewSummary?: unknown;
}
interface Rating {
  averageRating: number | null;
  reviewSummary: unknown;
}
interface Author {
  id: string;
  name: string;
}
interface Review {
  author: Author | Pick<Author, "id"> | Pick<Author, "name"> | null;
}

const SITE = "https://store.example";
const MAX_DESCRIPTION = 160;

const WEB_PRODUCT = prepare(
  `query($ids:[ID!]!){productsByIds(ids:$ids){id name description price imageUrl category{name slug path{name slug}}}
  relatedProductsByIds(productIds:$ids,first:6){id name price thumbnailUrl}}`,
  "ids",
);
const WEB_REVIEWS = prepare(
  `query($ids:[ID!]!,$keys:[_Any!]!){reviewsByProductIds(productIds:$ids,first:10){id rating title body createdAt author{id}}
  topReviewsByProductIds(productIds:$ids,first:3){id rating title body author{id}}
  _entities(representations:$keys){...on Product{averageRating reviewSummary{count averageRating}}}}`,
  "ids",
  "keys",
);
const MOBILE_REVIEWS = prepare(
  `query($ids:[ID!]!,$keys:[_Any!]!){topReviewsByProductIds(productIds:$ids,first:3){rating title author{id}}
  _entities(representations:$keys){...on Product{averageRating}}}`,
  "ids",
  "keys",
);
const WEB_RECOMMENDED = prepare("query($ids:[ID!]!){recommendationsByProductIds(productIds:$ids,first:8){id}}", "ids");
const MOBILE_RECOMMENDED = prepare(
  "query($ids:[ID!]!){recommendationsByProductIds(productIds:$ids,first:4){id}}",
  "ids",
);
const AUTHORS = prepare("query($ids:[ID!]!){usersByIds(ids:$ids){id name}}", "ids");
const PRODUCTS = prepare("query($ids:[ID!]!){productsByIds(ids:$ids){id name price thumbnailUrl}}", "ids");
const RATINGS = prepare(
  "query($keys:[_Any!]!){_entities(representations:$keys){...on Product{averageRating}}}",
  "keys",
);

type Lists<Item> = ReadonlyArray<Item[] | null>;
interface FirstReviews {
  reviewsByProductIds: Lists<Review>;
  topReviewsByProductIds: Lists<Review>;
  _entities: ReadonlyArray<Rating | null>;
}
type Found<Item> = { productsByIds: ReadonlyArray<Item | null>; relatedProductsByIds: Lists<unknown> };
type Recommended = { recommendationsByProductIds: Lists<{ id: string }> };
type Authors = { usersByIds: ReadonlyArray<Author | null> };

const keysOf = (ids: readonly string[]) => JSON.stringify(ids.map((id) => ({ __typename: "Product", id })));

/** The ids of the reviews' authors, each once. */
function authorsOf(...lists: ReadonlyArray<readonly Review[]>): string[] {
  const ids = new Set<string>();
  for (const reviews of lists)
    for (const { author } of reviews) if (author !== null && "id" in author) ids.add(author.id);
  return [...ids];
}

function openStore() {
  return {
    product: openUpstream("product"),
    review: openUpstream("review"),
    recommendation: openUpstream("recommendation"),
    user: openUpstream("user"),
  };
}

/** Work (b). */
export function productPageWebRoute() {
  const { product, review, recommendation, user } = openStore();

  return async function answer({ id }: { id: string }): Promise<unknown> {
    const ids = JSON.stringify([id]);
    const productSent = product<Found<PageProduct>>(WEB_PRODUCT(ids)).catch(orNull);
    const reviewsSent = review<FirstReviews>(WEB_REVIEWS(ids, keysOf([id]))).catch(orNull);
    const recommended = (await recommendation<Recommended>(WEB_RECOMMENDED(ids)).catch(orNull))
      ?.recommendationsByProductIds[0];
    const recommendedIds = (recommended ?? []).map((other) => other.id);
    const recommendedSent =
      recommendedIds.length > 0 && product<Found<Product>>(PRODUCTS(JSON.stringify(recommendedIds))).catch(orNull);
    const ratingsSent =
      recommendedIds.length > 0 &&
      review<{ _entities: ReadonlyArray<Rating | null> }>(RATINGS(keysOf(recommendedIds))).catch(orNull);

    const reviewed = await reviewsSent;
    const reviews = reviewed?.reviewsByProductIds[0] ?? [];
    const topReviews = reviewed?.topReviewsByProductIds[0] ?? [];
    const authorIds = authorsOf(reviews, topReviews);
    const authors =
      authorIds.length === 0 ? null : await user<Authors>(AUTHORS(JSON.stringify(authorIds))).catch(orNull);
    const authorsById = new Map<string, Author>();
    for (const author of authors?.usersByIds ?? []) if (author !== null) authorsById.set(author.id, author);
    for (const written of reviews) written.author = authorOf(written, authorsById);
    for (const written of topReviews) {
      const author = authorOf(written, authorsById);
      written.author = author && { name: author.name };
    }

    const found = await productSent;
    const page = found?.productsByIds[0] ?? null;
    if (found !== null && page === null) return { productPage: null };
    const ratings = (await ratingsSent) || null;
    const recommendations: Product[] = [];
    ((await recommendedSent) || null)?.productsByIds.forEach((other, place) => {
      if (other === null) return;
      other.averageRating = ratings?._entities[place]?.averageRating ?? null;
      recommendations.push(other);
    });
    const path = page?.category.path ?? [];
    if (page !== null) {
      const rating = reviewed?._entities[0];
      page.averageRating = rating?.averageRating ?? null;
      page.reviewSummary = rating?.reviewSummary ?? null;
      // Left out when it is written; deleting it would make a slow object of the category.
      page.category.path = undefined;
    }
    return {
      productPage: {
        product: page,
        reviews,
        topReviews,
        recommendations,
        relatedProducts: found?.relatedProductsByIds[0] ?? [],
        breadcrumbs: breadcrumbsOf(path),
        seoMetadata: page && seoMetadataOf(page),
      },
    };
  };
}

/** Work (c). */
export function productPageMobileRoute() {
  const { product, review, recommendation, user } = openStore();

  return async function answer({ id }: { id: string }): Promise<unknown> {
    const ids = JSON.stringify([id]);
    const productSent = product<Found<Product>>(PRODUCTS(ids)).catch(orNull);
    const reviewsSent = review<FirstReviews>(MOBILE_REVIEWS(ids, keysOf([id]))).catch(orNull);
    const recommended = (await recommendation<Recommended>(MOBILE_RECOMMENDED(ids)).catch(orNull))
      ?.recommendationsByProductIds[0];
    const recommendedIds = (recommended ?? []).map((other) => other.id);
    const recommendedSent =
      recommendedIds.length > 0 && product<Found<Product>>(PRODUCTS(JSON.stringify(recommendedIds))).catch(orNull);

    const reviewed = await reviewsSent;
    const topReviews = reviewed?.topReviewsByProductIds[0] ?? [];
    const authorIds = authorsOf(topReviews);
    const authors =
      authorIds.length === 0 ? null : await user<Authors>(AUTHORS(JSON.stringify(authorIds))).catch(orNull);
    const authorsById = new Map<string, Author>();
    for (const author of authors?.usersByIds ?? []) if (author !== null) authorsById.set(author.id, author);
    for (const written of topReviews) {
      const author = authorOf(written, authorsById);
      written.author = author && { name: author.name };
    }

    const found = await productSent;
    const page = found?.productsByIds[0] ?? null;
    if (found !== null && page === null) return { productPage: null };
    if (page !== null) page.averageRating = reviewed?._entities[0]?.averageRating ?? null;
    const others = ((await recommendedSent) || null)?.productsByIds ?? [];
    return {
      productPage: { product: page, topReviews, recommendations: others.filter((other) => other !== null) },
    };
  };
}

function authorOf({ author }: Review, authors: ReadonlyMap<string, Author>): Author | null {
  return (author !== null && "id" in author && authors.get(author.id)) || null;
}

function breadcrumbsOf(categories: ReadonlyArray<{ name: string; slug: string }>) {
  let path = "";
  return categories.map(({ name, slug }) => {
    path += `/${encodeURIComponent(slug)}`;
    return { label: name, path };
  });
}

function seoMetadataOf({ id, name, description, imageUrl }: PageProduct) {
  return {
    title: name,
    description: description.length > MAX_DESCRIPTION ? `${description.slice(0, MAX_DESCRIPTION - 1)}…` : description,
    canonicalUrl: `${SITE}/products/${encodeURIComponent(id)}`,
    imageUrl,
  };
}
