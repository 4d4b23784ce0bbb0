import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** What is searched for: taken from the file itself, the same for the same file. */
export interface Probes {
  readonly rareWord: string;
  readonly frequentWord: string;
  /** Digits within a variable. */
  readonly number: string;
  readonly absentWord: string;
  readonly regexWithLiteral: string;
  readonly regexWithoutLiteral: string;
}

const SAMPLES = 64;
const SAMPLE_BYTES = 64 * 1024;

/** @throws what the file system throws; RangeError for a file without words or numbers */
export function chooseProbes(file: string): Probes {
  const text = sample(file);
  const words = new Map<string, number>();
  for (const [word] of text.matchAll(/\b[a-z]{6,}\b/g)) words.set(word, (words.get(word) ?? 0) + 1);
  const byCount = [...words].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const numbers = [...text.matchAll(/=(\d{8,9})\b/g), ...text.matchAll(/\b(\d{5,})\b/g)];
  const lines = text.split('\n').length;
  // A word of every line's header would be no question: the most frequent that stands in less than a third of the lines.
  const frequentWord = (byCount.find(([, count]) => count * 3 < lines) ?? byCount[0])?.[0];
  const rareWord = byCount.findLast(([word, count]) => count === 1 && word.length >= 10)?.[0] ?? byCount.at(-1)?.[0];
  const number = numbers[Math.floor(numbers.length / 3)]?.[1];
  if (frequentWord === undefined || rareWord === undefined || number === undefined)
    throw new RangeError(`${file} holds no words or numbers to search for.`);
  return {
    rareWord,
    frequentWord,
    number,
    absentWord: 'zyzzyvaquux',
    regexWithLiteral: `${frequentWord}\\s\\w+.*=\\d+5\\b`,
    regexWithoutLiteral: '[0-9]{4}[a-f]{4}',
  };
}

function sample(file: string): string {
  const { size } = statSync(file);
  const buffer = Buffer.alloc(SAMPLE_BYTES);
  const fd = openSync(file, 'r');
  try {
    let text = '';
    for (let index = 0; index < SAMPLES; index++) {
      const length = readSync(fd, buffer, 0, SAMPLE_BYTES, Math.floor((size * index) / SAMPLES));
      text += `${buffer.toString('latin1', 0, length)}\n`;
    }
    return text;
  } finally {
    closeSync(fd);
  }
}
