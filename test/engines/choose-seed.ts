/**
 * What random cases start from. Always the same, unless `SEED` says otherwise (a number, or `random`): so whether a change
 * lands depends on the change, and not on luck; other seeds are for whoever goes looking.
 */
export function chooseSeed(): number {
  const given = process.env["SEED"];
  if (given === "random") return Math.trunc(Math.random() * 2 ** 31);
  const seed = Number(given ?? 11);
  if (!Number.isSafeInteger(seed)) throw new Error(`SEED is ${given}: it must be a whole number, or random.`);
  return seed;
}
