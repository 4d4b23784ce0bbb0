/** The first whole number above zero whose name fits, of what a server says about a model in words of its own. */
export function numberIn(info: unknown, fits: (name: string) => boolean): number | undefined {
  if (typeof info !== 'object' || info === null) return undefined;
  const entries: readonly (readonly [string, unknown])[] = info instanceof Map ? [...info] : Object.entries(info);
  for (const [name, value] of entries) if (fits(name) && typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  return undefined;
}
