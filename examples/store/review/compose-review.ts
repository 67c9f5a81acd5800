import type { Random } from "../kit/random.ts";

interface Mood {
  readonly titles: readonly string[];
  readonly verdicts: readonly string[];
  readonly details: readonly string[];
}

const content: Mood = {
  titles: [
    "Exactly what I was looking for",
    "Even better than it looks",
    "A pleasure every day",
    "Worth every cent",
    "My best buy of the year",
    "Would buy it again at once",
    "Beautiful and well made",
    "Nothing to complain about",
  ],
  verdicts: [
    "I have had the NOUN for a few weeks now and use it every day",
    "A friend recommended the NOUN, and she was right",
    "Bought the NOUN as a present and then a second time for myself",
    "I compared for a long time before I chose the NOUN",
  ],
  details: [
    "The finish is flawless",
    "You notice that somebody thought about the details",
    "It arrived a day early and well packed",
    "It feels far more expensive than it was",
    "Still looks like new",
    "Cleaning it takes a minute",
  ],
};

const undecided: Mood = {
  titles: ["Good, with small weaknesses", "Solid for the price", "Does what it should", "Nice, but not perfect"],
  verdicts: [
    "All in all I am content with the NOUN",
    "The NOUN does its job, no more and no less",
    "I like the looks of the NOUN, but I had expected a little more",
  ],
  details: [
    "The colour is darker than in the picture",
    "The instructions could be clearer",
    "It is heavier than I had thought",
    "Delivery took a week",
    "A small scratch, for which I was given a refund",
  ],
};

const disappointed: Mood = {
  titles: ["Not for me", "Had hoped for more", "Sent it back", "Disappointing"],
  verdicts: [
    "I really wanted to like the NOUN, but it did not work for me",
    "The NOUN is smaller than I had imagined",
    "After two weeks the NOUN already shows its age",
  ],
  details: [
    "The finish is uneven",
    "It wobbles a little",
    "At least the return was easy",
    "The support was friendly, but could not help",
    "For this price I expect better",
  ],
};

/** Draws the text of a review that fits its rating. */
export function composeReview(random: Random, rating: number, noun: string): { title: string; body: string } {
  const mood = rating >= 4 ? content : rating === 3 ? undecided : disappointed;
  const verdict = random.pick(mood.verdicts).replace("NOUN", noun);
  const first = random.integer(0, mood.details.length - 1);
  const second = (first + random.integer(1, mood.details.length - 1)) % mood.details.length;
  return { title: random.pick(mood.titles), body: `${verdict}. ${mood.details[first]}. ${mood.details[second]}.` };
}
