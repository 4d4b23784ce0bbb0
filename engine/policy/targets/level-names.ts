import type { SeverityRange } from './taking-rule.ts';

const NUMBERS: Readonly<Record<string, number>> = { trace: 1, debug: 5, info: 9, notice: 10, warn: 13, warning: 13, error: 17, fatal: 21 };

/** Names of levels, in lower case, whose numbers are in the range: for programs that know the name alone. */
export function levelNames({ from, below }: SeverityRange): readonly string[] {
  return Object.keys(NUMBERS).filter((name) => NUMBERS[name] >= from && NUMBERS[name] < below);
}

/** Syslog's, of a number as a collector would map it: 7 debug, 6 info, 5 notice, 4 warning, 3 error, 2 critical; unknown is undefined. */
export function syslogSeverity(severityNumber: number): number | undefined {
  if (severityNumber <= 0) return undefined;
  if (severityNumber < 9) return 7;
  if (severityNumber === 9) return 6;
  if (severityNumber < 13) return 5;
  if (severityNumber < 17) return 4;
  return severityNumber < 21 ? 3 : 2;
}

/** Half-open numbers that become a severity of syslog. */
const SPANS: readonly (readonly [severity: number, from: number, below: number])[] = [
  [7, 1, 9],
  [6, 9, 10],
  [5, 10, 13],
  [4, 13, 17],
];

/**
 * Severities of syslog whose records are all in the range; never an error's.
 * @returns also whether the range has parts of others, which are kept
 */
export function syslogSeverities({ from, below }: SeverityRange): { readonly severities: readonly number[]; readonly isCut: boolean } {
  const whole = SPANS.filter(([, first, end]) => first >= from && end <= below);
  const touched = SPANS.filter(([, first, end]) => first < below && end > from);
  return { severities: whole.map(([severity]) => severity), isCut: touched.length > whole.length };
}
