import { expect, test } from 'vitest';
import { LineScan } from '../base/line-scan.ts';
import { kindAt } from '../base/slot-kind.ts';
import { maskMessage } from './kernel.ts';

function masked(text: string | Uint8Array, escaped = false): string {
  const bytes = Buffer.from(text);
  const scan = new LineScan();
  scan.reset(0, bytes.length);
  maskMessage(bytes, 0, bytes.length, scan, escaped);
  let out = '';
  let at = 0;
  for (let i = 0; i < scan.slotCount; i++) {
    expect(scan.slotStart[i]).toBeGreaterThanOrEqual(at);
    expect(scan.slotEnd[i]).toBeGreaterThan(scan.slotStart[i]);
    out += `${bytes.toString('utf8', at, scan.slotStart[i])}<${kindAt(scan.slotKind[i])}>`;
    at = scan.slotEnd[i];
  }
  expect(at).toBeLessThanOrEqual(bytes.length);
  return out + bytes.toString('utf8', at);
}

test.each([
  ['nothing here varies at all.', 'nothing here varies at all.'],
  ['took 12 ms, 1.5s in all (99%).', 'took <number> ms, <duration> in all (<number>).'],
  ['delta -27, +5, 1e-05', 'delta <number>, <number>, <number>'],
  ['free 5.2 KB of 64MB', 'free <size> of <size>'],
  ['from 10.0.0.1:8080: refused', 'from <ip>: refused'],
  ['src: /10.251.30.85:50010 dest', 'src: <ip> dest'],
  ['net 10.0.0.0/24 up', 'net <ip> up'],
  ['fe80::1ff:fe23:4567:890a and ::1 and 2001:db8:0:0:0:0:0:1', '<ip> and <ip> and <ip>'],
  ['mac 00:1A:2b:3c:4d:5e.', 'mac <mac>.'],
  ['id 123e4567-e89b-12d3-a456-426614174000;', 'id <uuid>;'],
  ['GET https://a.example.com/x?y=1&z=2, done', 'GET <url>, done'],
  ['open /var/log/messages: denied', 'open <path>: denied'],
  ['and/or input/output', 'and/or input/output'],
  ['copy C:\\Users\\me\\a.txt now', 'copy <path> now'],
  ['mail to jo.doe@mail.example.org.', 'mail to <email>.'],
  ['host web-eu-17:8080 and db.example.com', 'host <host> and <host>'],
  ['at 0x7ffdeadbeef, sum d41d8cd98f00b204e9800998ecf8427e', 'at <hex>, sum <hex>'],
  ['blk_-123 core.4021 req-7f3a attempt_14_0001_m_0 node-17', '<id> core.<number> req-<hex> <id> node-<number>'],
  ['2026-01-31 12:00:01,123 and 2026-01-31T12:00:01Z', '<datetime> and <datetime>'],
  ['at Fri Jun 17 07:07:00 2005.', 'at <datetime>.'],
  ['[31/Jan/2026:12:00:01 +0000] x', '[<datetime> <number>] x'],
  ['version 1.2.3 of HTTP/1.1', 'version <version> of HTTP/<number>'],
  ['enabled......0', 'enabled......<number>'],
  ['key=12,other:34;name=x9', 'key=<number>,other:<number>;name=x9'],
  ['eth0 ssh2 jk2_init() http2', 'eth0 ssh2 jk2_init() http2'],
  ['Some.Class@4f2a1b', 'Some.Class@<hex>'],
  ['user42=on r24=7', 'user42=on r24=<number>'],
  ['größe 5µs ünïcode', 'größe <duration> ünïcode'],
  ['', ''],
  ['... --- ,,, ::: /// @@@', '... --- ,,, ::: /// @@@'],
  ['0123456789', '<number>'],
])('%s is masked as %s', (text, expected) => {
  expect(masked(text)).toBe(expected);
});

test('in a JSON string the escapes stay constant', () => {
  expect(masked('line 1\\n2\\u00e9 3\\t4 C:\\\\x5', true)).toBe('line <number>\\n<number>\\u00e9 <number>\\t<number> C:\\\\x5');
});

test('a message of ten thousand numbers ends in one slot for its rest', () => {
  const out = masked(Array.from({ length: 10_000 }, (_, i) => `n ${i}`).join(' '));
  expect(out.length).toBeLessThan(5_000);
  expect(out.endsWith('<text>')).toBe(true);
});

test.each([
  ['a word', 'a'.repeat(1 << 20)],
  ['digits', '1'.repeat(1 << 20)],
  ['colons', ':'.repeat(1 << 20)],
  ['dots', '.1'.repeat(1 << 19)],
  ['colons and digits', '1:'.repeat(1 << 19)],
  ['slashes', '/'.repeat(1 << 20)],
  ['letters and slashes', 'a1/'.repeat(350_000)],
  ['schemes', 'a:/'.repeat(350_000)],
  ['ats', 'a1@'.repeat(350_000)],
  ['double dots', 'a1..'.repeat(250_000)],
  ['dashes', 'a-1'.repeat(350_000)],
  ['emoji', '👩‍🚀1'.repeat(100_000)],
])('a token of one megabyte of %s is masked in linear time', (_, text) => {
  const out = masked(text);
  expect(out.length).toBeLessThanOrEqual(text.length * 4);
});

test('any bytes are taken, and slots never cut a character', () => {
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return seed >>> 8;
  };
  for (let round = 0; round < 3_000; round++) {
    const bytes = Uint8Array.from({ length: random() % 60 }, () => random() % 256);
    const scan = new LineScan();
    scan.reset(0, bytes.length);
    maskMessage(bytes, 0, bytes.length, scan, round % 2 === 0);
    let at = 0;
    for (let i = 0; i < scan.slotCount; i++) {
      expect(scan.slotStart[i]).toBeGreaterThanOrEqual(at);
      expect(scan.slotEnd[i]).toBeGreaterThan(scan.slotStart[i]);
      at = scan.slotEnd[i];
    }
    expect(at).toBeLessThanOrEqual(bytes.length);
  }
});
