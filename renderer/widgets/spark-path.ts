/** One bar chart as a path string: bars stand on the bottom edge, a value above zero is at least 1 px high. */
export function sparkPath(values: readonly number[], width: number, height: number, max = Math.max(0, ...values)): string {
  if (values.length === 0 || max <= 0) return '';
  const step = width / values.length;
  const bar = step > 2 ? step - Math.max(0.5, Math.min(1, step * 0.22)) : step;
  let path = '';
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value <= 0) continue;
    const h = Math.max(1, (value / max) * height);
    path += `M${num(i * step)} ${height}v${num(-h)}h${num(bar)}v${num(h)}`;
  }
  return path;
}

const num = (value: number): string => String(Math.round(value * 10) / 10);
