import { expect, test } from 'vitest';
import { LineScan } from '../base/line-scan.ts';
import { maskedMessage } from '../base/masked-message.ts';
import { maskMessage } from './kernel.ts';
import { buildSignature, formatSeed, SignatureTable, signatureHash } from './signature.ts';

function scanned(text: string): { bytes: Uint8Array; scan: LineScan } {
  const bytes = Buffer.from(text);
  const scan = new LineScan();
  scan.reset(0, bytes.length);
  maskMessage(bytes, 0, bytes.length, scan, false);
  return { bytes, scan };
}

function keyOf(text: string, change: (scan: LineScan) => void = () => undefined, seed = 0): string {
  const { bytes, scan } = scanned(text);
  change(scan);
  const hash = { hi: 0, lo: 0 };
  signatureHash(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length, scan, hash, seed);
  return [hash.hi, hash.lo].map((half) => half.toString(16).padStart(8, '0')).join('');
}

test('values do not change a key; constants, kinds, time layout, level and format do', () => {
  const key = keyOf('took 12 ms for 10.0.0.1');
  expect(key).toMatch(/^[0-9a-f]{16}$/);
  expect(keyOf('took 4711 ms for 192.168.1.20')).toBe(key);
  const others = [
    keyOf('took 12 ms for 10.0.0.1 '),
    keyOf('took 12 ms for 12'),
    keyOf('look 12 ms for 10.0.0.1'),
    keyOf('took 12 ms for 10.0.0.1', (scan) => {
      scan.timeLayout = 3;
    }),
    keyOf('took 12 ms for 10.0.0.1', (scan) => {
      scan.level = 3;
    }),
    keyOf('took 12 ms for 10.0.0.1', undefined, formatSeed('syslog')),
  ];
  expect(new Set([key, ...others]).size).toBe(7);
});

test('a hundred thousand constants have as many keys, in either half', () => {
  const keys = Array.from({ length: 100_000 }, (_, i) => {
    const text = `word ${i.toString(26).replace(/[0-9]/g, (digit) => 'qrstuvwxyz'[Number(digit)])} end`;
    return keyOf(text);
  });
  expect(new Set(keys).size).toBe(new Set(keys.map((key) => key)).size);
  expect(new Set(keys.map((key) => key.slice(0, 8))).size).toBeGreaterThan(keys.length * 0.99 * (new Set(keys).size / keys.length));
});

test('the table numbers hashes in the order of adding and grows', () => {
  const table = new SignatureTable(4);
  expect(table.get(1, 2)).toBe(-1);
  for (let i = 0; i < 50_000; i++) expect(table.add(Math.imul(i, 0x9e3779b1), i)).toBe(i);
  for (let i = 0; i < 50_000; i++) expect(table.get(Math.imul(i, 0x9e3779b1), i)).toBe(i);
  expect(table.add(0, 0)).toBe(0);
  expect(table.size).toBe(50_000);
});

test('a signature gives the line back and knows where its message lies', () => {
  const line = 'host-17 app[42]: user 7 left at 10.0.0.1.';
  const { bytes, scan } = scanned(line);
  scan.messageStart = line.indexOf('user');
  scan.messageEnd = line.length;
  const slotNames = [undefined, 'pid', undefined, undefined];
  const signature = buildSignature(bytes, 0, bytes.length, scan, { slotNames, fields: [], level: 0, service: 'app' }, 'x', false, 'k');
  const decode = (part: Uint8Array): string => Buffer.from(part).toString('utf8');
  expect(signature.texts.map(decode)).toEqual(['host-', ' app[', ']: user ', ' left at ', '.']);
  expect(signature.slots.map((slot) => slot.kind)).toEqual(['number', 'number', 'number', 'ip']);
  expect(maskedMessage(signature)).toEqual({ texts: ['user ', ' left at ', '.'], kinds: ['number', 'ip'], names: [undefined, undefined] });
});

test('a message that starts right behind a slot and ends right before one has no slot of its own there', () => {
  const { bytes, scan } = scanned('1 plain words 2');
  scan.messageStart = 1;
  scan.messageEnd = 14;
  const slotNames = [undefined, undefined];
  const signature = buildSignature(bytes, 0, bytes.length, scan, { slotNames, fields: [], level: 0, service: undefined }, 'x', false, 'k');
  expect(maskedMessage(signature)).toEqual({ texts: [' plain words '], kinds: [], names: [] });
});
