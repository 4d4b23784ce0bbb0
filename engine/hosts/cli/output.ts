import { statSync } from 'node:fs';

/** Where a command writes: the answer to stdout, progress to stderr, and only where somebody watches. */
export interface Output {
  write(text: string): void;
  /** Replaces the progress line; undefined removes it. */
  progress(text: string | undefined): void;
  error(text: string): void;
  readonly isColourful: boolean;
  readonly columns: number;
}

export function processOutput(): Output {
  const watches = process.stderr.isTTY === true;
  return {
    write: (text) => void process.stdout.write(text),
    progress: (text) => {
      if (watches) process.stderr.write(`\r\u001b[K${text ?? ''}`);
    },
    error: (text) => void process.stderr.write(`${text}\n`),
    isColourful: process.stdout.isTTY === true && !process.env.NO_COLOR,
    columns: process.stdout.columns || 120,
  };
}

const COLOURS = { FATAL: 35, ERROR: 31, WARN: 33, INFO: 36, DEBUG: 90, TRACE: 90, UNSET: 90, dim: 90, bold: 1 } as const;

export function coloured(output: Output, colour: keyof typeof COLOURS, text: string): string {
  return output.isColourful ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
}

/** Text of logs may hold control characters; a terminal would obey them. */
export function printable(text: string): string {
  return text
    .replace(/\n/g, '\\n')
    .replace(/\t/g, ' ')
    .replace(/\p{Cc}/gu, '\ufffd');
}

export function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}

const STEPS = '▁▂▃▄▅▆▇█';

/** Counts as one character each; zero is a space, anything else at least the lowest step. */
export function sparkline(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  return counts.map((count) => (count === 0 ? ' ' : STEPS[Math.min(7, Math.ceil((count * 8) / most) - 1)])).join('');
}

export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0 ? `${value} B` : `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

export function shareText(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0%';
  return percent < 0.01 ? '<0.01%' : `${percent < 1 ? percent.toFixed(2) : percent.toFixed(1)}%`;
}

/** @param path of an investigation that is closed */
export function savedText(path: string): string {
  return `\nSaved as ${path} (${bytesText(statSync(path).size)}). Look at it with: logsift serve ${path}\n`;
}
