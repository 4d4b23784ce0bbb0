import { expect, test } from 'vitest';
import { LineScan } from '../../base/line-scan.ts';
import { loadCatalog } from './load-catalog.ts';
import { TextScanner } from './text-scanner.ts';
import { zoneOffsets } from './zone.ts';

const catalog = loadCatalog(new URL('../../../resources/formats/', import.meta.url));
const textFormats = catalog.all().filter(({ scanner }) => scanner === 'text');
const context = { zone: zoneOffsets('UTC'), referenceTimeUs: Date.UTC(2026, 8, 20) * 1000, mask: () => {} };

/** A line, and what is left of it when it ends early, misses a byte or has spaces for one. */
function variants(line: string): string[] {
  const at = (part: number): number => Math.floor((line.length * part) / 7);
  const cuts = [1, 2, 3, 4, 5, 6].flatMap((part) => [
    line.slice(0, at(part)),
    line.slice(0, at(part)) + line.slice(at(part) + 1),
    `${line.slice(0, at(part))}  ${line.slice(at(part) + 1)}`,
  ]);
  return [line, line.trimEnd(), `${line} `, line.replaceAll(' ', '\t'), ...cuts];
}

const lines = catalog.all().flatMap(({ samples }) => samples.flatMap(({ line }) => variants(line)));

/** Everything a scanner says of a line. */
function reading(scanner: TextScanner, line: string) {
  const bytes = Buffer.from(line);
  const scan = new LineScan();
  if (!scanner.scan(bytes, 0, bytes.length, scan)) return 'refused';
  const { slotCount, timeUs, timeLayout, messageStart, messageEnd } = scan;
  const slots = [scan.slotStart, scan.slotEnd, scan.slotKind].map((column) => [...column.subarray(0, slotCount)]);
  return { slots, timeUs, timeLayout, messageStart, messageEnd, ...scanner.describe(bytes, 0, bytes.length, scan) };
}

test.each(textFormats)('the patterns of $id read every line alike, written as functions and step by step', (definition) => {
  const written = new TextScanner(definition, context);
  const stepped = new TextScanner(definition, context, { isTrial: true });
  let read = 0;
  for (const line of lines) {
    const asWritten = reading(written, line);
    expect(asWritten, line).toEqual(reading(stepped, line));
    if (asWritten !== 'refused') read++;
  }
  expect(read).toBeGreaterThanOrEqual(definition.samples.length);
});

test('nothing of a definition becomes code: names and literals are data', () => {
  const [definition] = textFormats;
  const marks = ['"', '`', '$', '{', '}', '\n', ';throw 1;//'].join('');
  const literal = [...marks].map((mark) => `\\${mark}`).join('');
  const scanner = new TextScanner(
    { ...definition, patterns: [`${literal}{word}`], messageFrom: undefined, messageUntil: undefined },
    context,
  );
  expect(reading(scanner, `${marks}here`)).toMatchObject({ slotNames: ['word'] });
});
