import { expect, test } from 'vitest';
import { LineScan } from '../../engine/base/line-scan.ts';
import { detectFormat } from '../../engine/ingest/format/detect.ts';
import { loadCatalog } from '../../engine/ingest/format/load-catalog.ts';
import { sampleText } from '../../engine/ingest/format/sample.ts';
import { createFallback, createScanner, isEscaped } from '../../engine/ingest/format/scanner.ts';
import { renderTimestamp } from '../../engine/ingest/format/timestamp-layout.ts';
import { zoneOffsets } from '../../engine/ingest/format/zone.ts';
import { maskMessage } from '../../engine/mine/kernel.ts';
import { buildSignature } from '../../engine/mine/signature.ts';

const catalog = loadCatalog(new URL('../../resources/formats/', import.meta.url));
const context = { zone: zoneOffsets('Europe/Berlin'), referenceTimeUs: Date.UTC(2026, 8, 20) * 1000, mask: maskMessage };
const lines = catalog.all().flatMap((definition) => definition.samples.map((sample) => sample.line));

function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % below;
  };
}

/** A sample line, cut, joined to a part of another and with some bytes changed; never with a line feed. */
function damaged(random: (below: number) => number): Uint8Array {
  const one = Buffer.from(lines[random(lines.length)]);
  const two = Buffer.from(lines[random(lines.length)]);
  const line = random(3) === 0 ? Buffer.concat([one.subarray(0, random(one.length + 1)), two.subarray(random(two.length))]) : one;
  for (let change = random(4); change > 0 && line.length > 0; change--) line[random(line.length)] = random(256);
  return Uint8Array.from(line.map((byte) => (byte === 0x0a ? 0x20 : byte)));
}

const scanners = catalog.all().map((definition) => {
  const text = Buffer.from(definition.samples.map((sample) => sample.line).join('\n'));
  const { roles } = detectFormat(text, sampleText(text, true, 'x', true), catalog, context, definition.id);
  return { definition, roles };
});

test.each(scanners)(
  '$definition.id: whatever bytes it accepts are rebuilt from signature, values and time (seed 17)',
  ({ definition, roles }) => {
    const random = randomNumbers(17);
    const used = [createScanner(definition, roles, context), createFallback(context)];
    const scan = new LineScan();
    const other = new LineScan();
    for (let round = 0; round < 300; round++) {
      const line = damaged(random);
      // Bytes before and behind the line must not matter.
      const bytes = Buffer.concat([Buffer.from([random(256)]), line, Buffer.from([random(256)])]);
      const end = line.length + 1;
      for (const scanner of used) {
        const isRead = scanner.scan(bytes, 1, end, scan);
        const fresh = scanner === used[0] ? createScanner(definition, roles, context) : createFallback(context);
        expect(fresh.scan(line, 0, line.length, other)).toBe(isRead);
        if (!isRead) continue;
        expect([scan.slotCount, scan.timeLayout, scan.timeUs, scan.messageStart - 1, scan.messageEnd - 1]).toEqual([
          other.slotCount,
          other.timeLayout,
          other.timeUs,
          other.messageStart,
          other.messageEnd,
        ]);
        expect(rebuilt(bytes, end, scan, scanner.describe(bytes, 1, end, scan), isEscaped(definition, roles))).toBe(
          Buffer.from(line).toString('latin1'),
        );
      }
    }
  },
);

function rebuilt(bytes: Uint8Array, end: number, scan: LineScan, shape: Parameters<typeof buildSignature>[4], escaped: boolean): string {
  expect(shape.slotNames).toHaveLength(scan.slotCount);
  expect(scan.messageStart).toBeGreaterThanOrEqual(1);
  expect(scan.messageEnd).toBeGreaterThanOrEqual(scan.messageStart);
  expect(scan.messageEnd).toBeLessThanOrEqual(end);
  const signature = buildSignature(bytes, 1, end, scan, shape, 'x', escaped, 'k');
  const parts = signature.texts.flatMap((text, index) => {
    if (index === scan.slotCount) return [text];
    const value = bytes.subarray(scan.slotStart[index], scan.slotEnd[index]);
    return [text, signature.slots[index].kind === 'time' ? renderTimestamp(scan.timeLayout, scan.timeUs) : value];
  });
  return Buffer.concat(parts).toString('latin1');
}
