export type Variables = Readonly<Record<string, unknown>>;

/** How much something costs, or how many there are: a number where no variable decides it. */
export type Amount = number | ((variables: Variables) => number);

export function sum(amounts: readonly Amount[]): Amount {
  const fixed = amounts.filter((amount) => typeof amount === "number").reduce((total, amount) => total + amount, 0);
  const open = amounts.filter((amount) => typeof amount === "function");
  if (open.length === 0) return fixed;
  return (variables) => open.reduce((total, amount) => total + amount(variables), fixed);
}

export function product(count: Amount, each: Amount): Amount {
  if (typeof count === "number" && typeof each === "number") return count * each;
  return (variables) => valueOf(count, variables) * valueOf(each, variables);
}

/** Never less than nothing. */
export function largest(amounts: readonly Amount[]): Amount {
  if (amounts.every((amount) => typeof amount === "number")) return Math.max(0, ...amounts);
  return (variables) => Math.max(0, ...amounts.map((amount) => valueOf(amount, variables)));
}

export function valueOf(amount: Amount, variables: Variables): number {
  return typeof amount === "number" ? amount : amount(variables);
}
