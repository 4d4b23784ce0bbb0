import { expect, test } from 'vitest';
import { messageSignature } from '../../engine/mine/fingerprint.ts';
import { mineMessages } from '../../engine/mine/mine-messages.ts';
import { patternTree } from '../../engine/mine/pattern-tree.ts';
import { mapSlots } from '../../engine/mine/slot-map.ts';
import { matchersOf } from './matchers-of.ts';

const MEGABYTE = 1 << 20;

function word(number: number): string {
  return number.toString(26).replace(/[0-9]/g, (digit) => 'qrstuvwxyz'[Number(digit)]);
}

/** Random letters, digits and marks; seeded. */
function noise(seed: number, length: number): string {
  let state = seed;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return String.fromCharCode(0x21 + ((state >>> 8) % 94));
  }).join('');
}

const HOSTILE: readonly (readonly [string, Uint8Array])[] = [
  ['lines that are all different', lines(20_000, (i) => `${word(i * 7919)} ${word(i * 104_729)} ${word(i + 1)} ${i}`)],
  ['lines of noise', lines(3_000, (i) => noise(i, 80))],
  ['lines of one word each', lines(20_000, (i) => word(i * 31))],
  ['lines of every length', lines(1_500, (i) => 'w '.repeat(i))],
  ['a token of a megabyte', lines(2, () => 'x'.repeat(MEGABYTE))],
  ['a token of a megabyte of digits', lines(2, () => '7'.repeat(MEGABYTE))],
  ['ten thousand tokens', lines(3, (i) => Array.from({ length: 10_000 }, (_, k) => word(k * (i + 1))).join(' '))],
  ['ten thousand values', lines(3, (i) => Array.from({ length: 10_000 }, (_, k) => k * (i + 1)).join(' '))],
  ['ten thousand names and values', lines(3, (i) => Array.from({ length: 10_000 }, (_, k) => `${word(k)}=${k * (i + 1)}`).join(', '))],
  ['punctuation alone', lines(2_000, (i) => '!?.,;:-_()[]{}<>"\'|=+*&%$#@~^`'.repeat(1 + (i % 5)).slice(i % 7))],
  ['digits alone', lines(5_000, (i) => String(i * 987_654_321))],
  ['emoji', lines(2_000, (i) => `👩‍🚀${'🎉'.repeat(i % 9)} 👍 ${i}`)],
  ['right to left', lines(2_000, (i) => `שלום ${i} עולם مرحبا \u202e${word(i)}`)],
  ['bait for regular expressions', lines(300, (i) => `${'a'.repeat(i * 10)}! (${'x='.repeat(i)}) ${'.*+?'.repeat(20)} $& \\1 ^$`)],
  ['placeholders', lines(500, (i) => `<*> ${word(i)} <*><*> ${i} \u0001 \uffff <*`)],
  ['brackets that never close', lines(300, (i) => '([{<"'.repeat(i))],
  ['bytes that are no UTF-8', Uint8Array.from({ length: 200_000 }, (_, i) => (Math.imul(i + 1, 2_654_435_761) >>> 13) & 0xff)],
  ['nothing but line feeds', new Uint8Array(10_000).fill(10)],
];

function lines(count: number, make: (index: number) => string): Uint8Array {
  return Buffer.from(Array.from({ length: count }, (_, index) => make(index)).join('\n'));
}

function splitLines(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(10, start);
    const until = feed < 0 ? bytes.length : feed;
    found.push(bytes.subarray(start, until > start && bytes[until - 1] === 13 ? until - 1 : until));
    start = until + 1;
  }
  return found;
}

test.each(HOSTILE)('%s: mined in bounded time, every line is its template with its values put in', (_, bytes) => {
  const before = process.cpuUsage();
  const mined = mineMessages(bytes);
  const all = splitLines(bytes);
  expect(mined.lines).toBe(all.length);
  const utf8 = new TextDecoder();
  for (const [line, own] of all.entries()) {
    const template = mined.templates[mined.assignment[line]];
    const values = messageSignature(own).masks.map(({ start, end }) => utf8.decode(own.subarray(start, end)));
    const sources = mapSlots(template, mined.message(mined.signatures[line]));
    const text = template.parts
      .map((part) =>
        'text' in part ? part.text : sources[part.slot].map((piece) => ('text' in piece ? piece.text : values[piece.slot])).join(''),
      )
      .join('');
    if (text !== utf8.decode(own)) expect(text.slice(0, 300)).toBe(utf8.decode(own).slice(0, 300));
  }
  patternTree(mined.templates);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(60);
});

test.each(HOSTILE.filter(([, bytes]) => bytes.length < 300_000))(
  '%s: matchers are tried in bounded time and take their own lines',
  (_, bytes) => {
    const mined = mineMessages(bytes);
    const { set } = matchersOf(mined);
    const before = process.cpuUsage();
    const utf8 = new TextDecoder();
    for (const [line, own] of splitLines(bytes).slice(0, 500).entries())
      expect(set.matching(utf8.decode(own))).toContain(mined.assignment[line]);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(30);
  },
);
