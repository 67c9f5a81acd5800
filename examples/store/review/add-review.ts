import type { DatabaseSync } from "node:sqlite";
import type { AddReviewInput } from "../generated/review.ts";
import { createRefusal } from "../kit/refusal.ts";
import type { Viewer } from "../kit/viewer.ts";
import { prepareInsertReview } from "./review-database.ts";
import type { ReviewStore, StoredReview } from "./review-store.ts";

/** Prepares what writes a review in the viewer's name. */
export function prepareAddReview(
  database: DatabaseSync,
  store: ReviewStore,
): (viewer: Viewer, review: AddReviewInput) => StoredReview {
  const insert = prepareInsertReview(database);

  return (viewer, { productId, rating, title, body }) => {
    if (viewer.id === null) {
      throw createRefusal("UNAUTHENTICATED", "Sign in to write a review.");
    }
    if (rating < 1 || rating > 5) {
      throw createRefusal("BAD_USER_INPUT", `"rating" must be from 1 to 5, not ${rating}.`);
    }
    const text = { title: readText("title", title, 120), body: readText("body", body, 5000) };
    if (store.knownProducts([productId])[0] === null) {
      throw createRefusal("BAD_USER_INPUT", `There is no product "${productId}".`);
    }
    const now = new Date().toISOString();
    return store.byNumber(insert.run(productId, viewer.id, rating, text.title, text.body, now).lastInsertRowid);
  };
}

function readText(name: string, text: string, most: number): string {
  const trimmed = text.trim();
  const length = Array.from(trimmed).length;
  if (length < 1 || length > most) {
    throw createRefusal("BAD_USER_INPUT", `"${name}" must have 1 to ${most} characters, not ${length}.`);
  }
  return trimmed;
}
