/** Dollars: no cents from one dollar up, two digits that count below. */
export function formatMoney(dollars: number): string {
  if (dollars === 0) return '$0';
  if (dollars < 0.005) return '<$0.01';
  return dollars < 1 ? `$${dollars.toFixed(2)}` : `$${Math.round(dollars).toLocaleString('en-US')}`;
}
