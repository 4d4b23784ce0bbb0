/**
 * The share of false discoveries if everything at least as unlikely is called a discovery, one for each p-value.
 * Source: Benjamini and Hochberg, "Controlling the false discovery rate", 1995.
 */
export function qValues(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[b] - pValues[a]);
  const q = new Array<number>(pValues.length).fill(1);
  let least = 1;
  order.forEach((index, fromLast) => {
    least = Math.min(least, (pValues[index] * pValues.length) / (pValues.length - fromLast));
    q[index] = least;
  });
  return q;
}
