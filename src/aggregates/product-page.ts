import type { Breadcrumb, SeoMetadata } from "../generated/graph.ts";
import type { Aggregate } from "./aggregate.ts";

export interface ProductPageOptions {
  /** Where the shop's pages are, without a slash at the end: canonical addresses begin with it. */
  siteUrl: string;
}

/** `ProductPage`: a product with reviews, recommendations, related products, breadcrumbs and what search engines are told. */
export function productPage({ siteUrl }: ProductPageOptions): Aggregate {
  const byProduct = {
    kind: "fetch",
    argument: "productIds",
    key: { from: "argument" },
    passArguments: ["first"],
  } as const;
  return {
    type: "ProductPage",
    rootField: "productPage",
    argument: "id",
    identity: "product",
    joins: [
      {
        kind: "fetch",
        field: "product",
        service: "product",
        rootField: "productsByIds",
        argument: "ids",
        key: { from: "argument" },
      },
      { ...byProduct, field: "reviews", service: "review", rootField: "reviewsByProductIds" },
      { ...byProduct, field: "topReviews", service: "review", rootField: "topReviewsByProductIds" },
      { ...byProduct, field: "recommendations", service: "recommendation", rootField: "recommendationsByProductIds" },
      { ...byProduct, field: "relatedProducts", service: "product", rootField: "relatedProductsByIds" },
      {
        kind: "derived",
        field: "breadcrumbs",
        join: "product",
        selection: "{ category { path { name slug } } }",
        map: toBreadcrumbs,
      },
      {
        kind: "derived",
        field: "seoMetadata",
        join: "product",
        selection: "{ id name description imageUrl }",
        map: (product: SeoSource) => toSeoMetadata(product, siteUrl),
      },
    ],
  };
}

interface BreadcrumbSource {
  readonly category: { readonly path: ReadonlyArray<{ readonly name: string; readonly slug: string }> };
}

function toBreadcrumbs({ category }: BreadcrumbSource): Breadcrumb[] {
  let path = "";
  return category.path.map(({ name, slug }) => {
    path += `/${encodeURIComponent(slug)}`;
    return { label: name, path };
  });
}

interface SeoSource {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly imageUrl: string;
}

const MAX_DESCRIPTION = 160;

function toSeoMetadata({ id, name, description, imageUrl }: SeoSource, siteUrl: string): SeoMetadata {
  return {
    title: name,
    description: description.length > MAX_DESCRIPTION ? `${description.slice(0, MAX_DESCRIPTION - 1)}…` : description,
    canonicalUrl: `${siteUrl}/products/${encodeURIComponent(id)}`,
    imageUrl,
  };
}
