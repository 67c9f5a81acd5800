/** A list of numbers from which a test case is made, and one that makes a smaller case. */

/**
 * The shortest and smallest lists that are found, within a time limit, of which `fails` still holds. Cuts ends off, leaves
 * stretches out, and puts 0 for numbers, as long as any of these helps.
 */
export async function shrinkCase<Case extends Record<string, readonly number[]>>(
  found: Case,
  fails: (smaller: Case) => Promise<boolean>,
  timeLimitMs: number,
): Promise<Case> {
  const end = performance.now() + timeLimitMs;
  let smallest = found;
  let hasHelped = true;
  while (hasHelped) {
    hasHelped = false;
    for (const part of Object.keys(found) as (keyof Case)[]) {
      let size = smallest[part]?.length ?? 0;
      for (; size >= 1; size = Math.floor(size / 2)) {
        for (let start = (smallest[part]?.length ?? 0) - size; start >= 0; start -= size) {
          for (const smaller of withoutStretch(smallest[part] ?? [], start, size)) {
            if (performance.now() > end) return smallest;
            const candidate = { ...smallest, [part]: smaller };
            if (!(await fails(candidate))) continue;
            smallest = candidate;
            hasHelped = true;
            break;
          }
        }
      }
    }
  }
  return smallest;
}

function withoutStretch(numbers: readonly number[], start: number, size: number): readonly number[][] {
  const before = numbers.slice(0, start);
  const stretch = numbers.slice(start, start + size);
  const after = numbers.slice(start + size);
  if (stretch.length === 0) return [];
  return [
    [...before, ...after],
    ...(stretch.some((number) => number !== 0) ? [[...before, ...stretch.map(() => 0), ...after]] : []),
  ];
}
