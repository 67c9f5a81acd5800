/**
 * Gives indices in turn, each as often as its weight says and as evenly mixed as can be (smooth weighted round robin, as
 * nginx has it). Weights are above 0.
 */
export function takeTurns(weights: readonly number[]): () => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const credits = weights.map(() => 0);
  return () => {
    let next = 0;
    for (const [index, weight] of weights.entries()) {
      credits[index] = (credits[index] ?? 0) + weight;
      if ((credits[index] ?? 0) > (credits[next] ?? 0)) next = index;
    }
    credits[next] = (credits[next] ?? 0) - total;
    return next;
  };
}
