import { threeDigits, UNKNOWN } from './count.ts';

const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Three significant digits. Decimal units by default, because bills are. */
export function formatBytes(bytes: number | undefined, options: { binary?: boolean; locale?: string } = {}): string {
  if (bytes === undefined || Number.isNaN(bytes)) return UNKNOWN;
  const base = options.binary ? 1024 : 1000;
  const units = options.binary ? BINARY : DECIMAL;
  let value = Math.abs(bytes);
  let unit = 0;
  // Below 0.1 of the next unit stays; `0.7 kB` reads better than `700 B` only in tables, so we do not.
  while (value >= base * 0.9995 && unit < units.length - 1) {
    value /= base;
    unit += 1;
  }
  const text = unit === 0 ? Math.round(value).toLocaleString(options.locale) : threeDigits(value, options.locale);
  return `${bytes < 0 ? '\u2212' : ''}${text} ${units[unit]}`;
}
