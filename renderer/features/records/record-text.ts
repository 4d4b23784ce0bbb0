import type { LogRecord } from '#contract/explore.ts';

/** The lines of a record below its first one, without the line ending at its end. */
export function restOf({ lineCount }: Pick<LogRecord, 'lineCount'>, raw: string): string {
  if (lineCount <= 1) return '';
  const end = raw.indexOf('\n');
  return end < 0 ? '' : raw.slice(end + 1).replace(/\r?\n$/, '');
}
