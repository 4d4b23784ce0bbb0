/** Numbers as the interface says them (docs of the rules: one function per kind of number). Unknown is `–`, zero is `0`. */
export const UNKNOWN = '–';
const MINUS = '\u2212';

const withMinus = (text: string): string => (text.startsWith('-') ? MINUS + text.slice(1) : text);

/** Three significant digits of a number >= 1,000 with its suffix: `1.26B`, `23.9M`, `988k`. */
function shortened(value: number, locale: string | undefined): string {
  const steps = [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const;
  for (const [size, suffix] of steps) {
    // 999.6k would round to 1,000k: it belongs to the next step.
    if (value < size * 0.9995) continue;
    return threeDigits(value / size, locale) + suffix;
  }
  return Math.round(value).toLocaleString(locale);
}

/** At most three significant digits, without padding zeros beyond one decimal place of meaning: 7.9, 23.9, 611, 1.26. */
export function threeDigits(value: number, locale?: string): string {
  return withMinus(value.toLocaleString(locale, { maximumSignificantDigits: 3 }));
}

/** For tables and sentences: full digits up to 9,999,999, three significant digits above. `partial` adds the plus sign. */
export function formatCount(count: number | undefined, options: { partial?: boolean; locale?: string } = {}): string {
  if (count === undefined || Number.isNaN(count)) return UNKNOWN;
  const plus = options.partial ? '+' : '';
  const size = Math.abs(count);
  const text = size <= 9_999_999 ? Math.round(size).toLocaleString(options.locale) : shortened(size, options.locale);
  return (count < 0 ? MINUS : '') + text + plus;
}

/** All digits, always: for totals in sentences (`All 23,866,596 records were searched`). */
export function formatExactCount(count: number | undefined, options: { partial?: boolean; locale?: string } = {}): string {
  if (count === undefined || Number.isNaN(count)) return UNKNOWN;
  return withMinus(Math.round(count).toLocaleString(options.locale)) + (options.partial ? '+' : '');
}

/** For tabs, badges and narrow columns: `7.9M`, `988k`, `214`. Full digits below 10,000. */
export function formatShortCount(count: number | undefined, options: { partial?: boolean; locale?: string } = {}): string {
  if (count === undefined || Number.isNaN(count)) return UNKNOWN;
  const size = Math.abs(count);
  const text = size < 10_000 ? Math.round(size).toLocaleString(options.locale) : shortened(size, options.locale);
  return (count < 0 ? MINUS : '') + text + (options.partial ? '+' : '');
}

/** A part of a whole as percent: `38.1%`, `1.2%`, `0.52%`, `<0.01%`. A whole of zero has no share. */
export function formatShare(part: number, whole: number, locale?: string): string {
  if (whole <= 0) return UNKNOWN;
  return formatPercent(part / whole, locale);
}

/** @param share in [0, 1] */
export function formatPercent(share: number, locale?: string): string {
  const percent = share * 100;
  if (percent === 0) return '0%';
  if (percent < 0.01) return '<0.01%';
  // Never 100% for less than all: rounding must not claim completeness.
  if (percent < 100 && percent >= 99.95) return `>${(99.9).toLocaleString(locale)}%`;
  const digits = percent < 1 ? 2 : percent >= 100 ? 0 : 1;
  return `${percent.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })}%`;
}

/** How many times more: `480×`, `9.3×`, `0.1×`. */
export function formatFactor(factor: number, locale?: string): string {
  if (!Number.isFinite(factor)) return UNKNOWN;
  const digits = factor >= 10 ? 0 : 1;
  if (factor > 0 && factor < 0.1) return `<${(0.1).toLocaleString(locale)}×`;
  return `${factor.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })}×`;
}

/** `1 pattern`, `3 patterns`; the plural ends in `s` unless given. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
