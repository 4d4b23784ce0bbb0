import { expect, test } from 'vitest';
import { levelAt } from '../../base/level.ts';
import { LineScan, type MaskMessage } from '../../base/line-scan.ts';
import { unescapeJson } from '../../base/masked-message.ts';
import { SLOT } from '../../base/slot-kind.ts';
import { isoOfUs } from '../../base/time.ts';
import { isContinuation } from './continuation.ts';
import { detectFormat } from './detect.ts';
import { loadCatalog } from './load-catalog.ts';
import { sampleText } from './sample.ts';
import { createScanner, isEscaped } from './scanner.ts';
import { renderTimestamp } from './timestamp-layout.ts';
import { zoneOffsets } from './zone.ts';

const catalog = loadCatalog(new URL('../../../resources/formats/', import.meta.url));
const context = { zone: zoneOffsets('UTC'), referenceTimeUs: Date.UTC(2026, 8, 20) * 1000 };
const noMask: MaskMessage = () => {};

function detect(text: string, forced?: string) {
  const bytes = Buffer.from(text);
  return detectFormat(bytes, sampleText(bytes, true, 'a.log', false), catalog, context, forced);
}

const samples = catalog.all().flatMap((definition) => definition.samples.map((sample) => ({ definition, sample, line: sample.line })));

test.each(samples)('$definition.id reads $line', ({ definition, sample }) => {
  const bytes = Buffer.from(sample.line);
  const { roles } = detect(sample.line, definition.id);
  const scanner = createScanner(definition, roles, { ...context, mask: noMask });
  const scan = new LineScan();
  expect(scanner.scan(bytes, 0, bytes.length, scan)).toBe(true);
  const shape = scanner.describe(bytes, 0, bytes.length, scan);
  const fields: Record<string, string> = Object.fromEntries(shape.fields.map(({ name, value }) => [name, value]));
  for (let slot = 0; slot < scan.slotCount; slot++) {
    const name = shape.slotNames[slot];
    const value = bytes.subarray(scan.slotStart[slot], scan.slotEnd[slot]).toString();
    if (scan.slotKind[slot] === SLOT.time) expect(Buffer.from(renderTimestamp(scan.timeLayout, scan.timeUs)).toString()).toBe(value);
    else if (name !== undefined) fields[name] = value;
  }
  const time = Number.isNaN(scan.timeUs) ? undefined : isoOfUs(scan.timeUs);
  const message = bytes.subarray(scan.messageStart, scan.messageEnd).toString();
  expect({
    time,
    level: levelAt(shape.level),
    service: shape.service,
    message: isEscaped(definition, roles) ? unescapeJson(message) : message,
    fields: Object.fromEntries(Object.keys(sample.fields).map((name) => [name, fields[name]])),
  }).toEqual({ time: sample.time, level: sample.level, service: sample.service, message: sample.message, fields: sample.fields });
});

test.each(samples)('$definition.id is detected from $line', ({ definition, sample }) => {
  expect(detect(`${sample.line}\n`.repeat(3)).definition.id).toBe(definition.id);
});

test('the reason says how many lines fit and where the fields are', () => {
  const found = detect(
    '{"ts":"2026-09-14T13:40:00Z","level":"info","msg":"a b c d"}\n{"ts":"2026-09-14T13:40:01Z","level":"warn","msg":"e f g h"}\nbroken\n',
  );
  expect(found.reason).toBe('2 of 3 lines are JSON objects; time in "ts", level in "level", message in "msg"');
  expect(found.timesNameZone).toBe(true);
});

test('a format that does not exist is refused by name', () => {
  expect(() => detect('x', 'nope')).toThrow('There is no format "nope".');
});

test('UTF-16 is recognised and said to be unsupported; binary data is named with what was measured', () => {
  const wide = Buffer.from('\ufeffhello world, this is text', 'utf16le');
  expect(() => sampleText(wide, true, 'w.log', false)).toThrow('w.log is written in UTF-16LE');
  expect(() => sampleText(Buffer.alloc(1000), true, 'b.bin', false)).toThrow('b.bin is binary data, not a log: 100% zero bytes.');
  expect(sampleText(Buffer.alloc(1000), true, 'b.bin', true).encoding).toBe('utf-8');
});

test('stack traces continue the record above', () => {
  const is = (line: string) => isContinuation(Buffer.from(line), 0, line.length);
  expect(['\tat com.x.Y(Z.java:1)', '  indented', 'Caused by: x', 'Traceback (most recent call last):', '}'].map(is)).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
  expect(['attached', 'Cause', '{"a":1}', '... 12'].map(is)).toEqual([false, false, false, true]);
});

test('no bytes make a scanner throw or leave its line; slots are ascending (seed 11)', () => {
  let seed = 11;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return (seed >>> 8) % below;
  };
  const scan = new LineScan();
  for (const { definition, sample } of samples) {
    const scanner = createScanner(definition, detect(sample.line, definition.id).roles, { ...context, mask: noMask });
    for (let round = 0; round < 400; round++) {
      const bytes = Buffer.from(sample.line);
      for (let change = random(4); change >= 0; change--) bytes[random(bytes.length)] = random(256) === 10 ? 11 : random(256);
      const end = 1 + random(bytes.length);
      if (!scanner.scan(bytes, 0, end, scan)) continue;
      let at = 0;
      for (let slot = 0; slot < scan.slotCount; slot++) {
        expect(scan.slotStart[slot]).toBeGreaterThanOrEqual(at);
        at = scan.slotEnd[slot];
      }
      expect(at).toBeLessThanOrEqual(end);
      expect(scan.messageStart <= scan.messageEnd && scan.messageEnd <= end).toBe(true);
      scanner.describe(bytes, 0, end, scan);
    }
  }
});
