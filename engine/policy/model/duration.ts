import { z } from 'zod';

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A whole number with a unit, such as `500ms`, `60s` or `5m`; longer than nothing and at most 31 days. */
export const Duration = z
  .string()
  .regex(/^[1-9][0-9]{0,8}(ms|s|m|h|d)$/, 'needs a whole number with ms, s, m, h or d, such as 60s')
  .refine((text) => durationMs(text) <= 31 * UNIT_MS.d, 'is longer than 31 days');

/** Milliseconds of a `Duration`; NaN for any other text. */
export function durationMs(text: string): number {
  const [, amount, unit] = /^([0-9]+)(ms|s|m|h|d)$/.exec(text) ?? [];
  return unit === undefined ? Number.NaN : Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

/** The shortest `Duration` of so many milliseconds. */
export function durationText(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) if (ms % UNIT_MS[unit] === 0) return `${ms / UNIT_MS[unit]}${unit}`;
  return `${ms}ms`;
}
