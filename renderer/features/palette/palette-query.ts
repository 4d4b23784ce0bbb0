export type PaletteScope = 'all' | 'commands' | 'patterns' | 'fields' | 'time' | 'meaning' | 'ask';

const SCOPES: Readonly<Record<string, PaletteScope>> = {
  '>': 'commands',
  '#': 'patterns',
  '@': 'fields',
  ':': 'time',
  '~': 'meaning',
  '?': 'ask',
};

/** What was typed, apart from the prefix that limits it. */
export function splitPrefix(typed: string): { readonly scope: PaletteScope; readonly query: string } {
  const scope = SCOPES[typed.charAt(0)];
  return scope === undefined ? { scope: 'all', query: typed.trim() } : { scope, query: typed.slice(1).trim() };
}

const US_PER_DAY = 86_400_000_000;

/**
 * The moment `14:31`, `14:31:07` or `14:31:07.214` means: on the first day of the range on which it lies inside the range,
 * else on the day where it comes nearest.
 * @param offsetMinutes of the zone shown
 */
export function timeOf(
  typed: string,
  range: { readonly fromUs: number; readonly untilUs: number },
  offsetMinutes: number,
): number | undefined {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?$/.exec(typed.trim());
  if (match === null) return undefined;
  const hour = Number(match[1]);
  const minute = Number(match[2]);
  const second = Number(match[3] ?? 0);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const inDay = ((hour * 60 + minute) * 60 + second) * 1_000_000 + Number((match[4] ?? '').padEnd(6, '0'));
  const shift = offsetMinutes * 60_000_000;
  const firstDay = Math.floor((range.fromUs + shift) / US_PER_DAY) * US_PER_DAY - shift;
  const days = Math.min(400, Math.ceil((range.untilUs - firstDay) / US_PER_DAY));
  const moments = Array.from({ length: Math.max(1, days) }, (_, day) => firstDay + day * US_PER_DAY + inDay);
  const inside = moments.find((us) => us >= range.fromUs && us < range.untilUs);
  if (inside !== undefined) return inside;
  const distance = (us: number): number => (us < range.fromUs ? range.fromUs - us : us - range.untilUs);
  return moments.reduce((nearest, us) => (distance(us) < distance(nearest) ? us : nearest));
}
