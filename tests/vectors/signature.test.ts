import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SLOT_KINDS } from '../../engine/base/slot-kind.ts';
import { messageSignature } from '../../engine/mine/fingerprint.ts';
import { signatureVectors } from './signature-vectors.ts';

const HERE = import.meta.dirname;
const REFERENCE = join(HERE, 'signature_reference.py');

test('the engine gives the signatures of the test vectors', () => {
  expect(signatureVectors()).toEqual(JSON.parse(readFileSync(join(HERE, 'signature.json'), 'utf8')));
});

test('every kind a message can have is in the test vectors', () => {
  const kinds = new Set(signatureVectors().flatMap(({ masks }) => masks.map(([kind]) => kind)));
  // The time of the header is no part of a message.
  expect([...kinds].sort()).toEqual(SLOT_KINDS.filter((kind) => kind !== 'time').toSorted());
});

const PIECES = [
  ...[
    '10.0.0.1',
    ':80',
    '2026-01-31',
    ' ',
    'T',
    '12:00:01',
    'abc',
    '.com',
    '-',
    '_',
    '/',
    '@',
    '0x',
    'fe80',
    '::',
    '5',
    'KB',
    ' KB',
    'Jun ',
  ],
  ...['17', 'http://', 'C:\\', '=', '.', 'M', 'deadbeef', '1e5', '%', 'ms', 'x1', ',', '(', '"', 'ö', '\u0001', '..', '+', '1'.repeat(40)],
];

/** Messages put together from pieces that tend to meet in shapes; seeded. */
function messages(count: number): Buffer[] {
  let state = 11;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
  return Array.from({ length: count }, () =>
    Buffer.from(Array.from({ length: 1 + below(9) }, () => PIECES[below(PIECES.length)]).join('')),
  );
}

test('an implementation that follows the paper alone gives the same signatures', (context) => {
  const asked = [
    ...signatureVectors().map(({ message, messageHex }) =>
      message === undefined ? Buffer.from(messageHex ?? '', 'hex') : Buffer.from(message),
    ),
    ...messages(5_000),
  ];
  const input = asked.map((bytes) => `${JSON.stringify({ messageHex: bytes.toString('hex') })}\n`).join('');
  const run = spawnSync('python3', [REFERENCE], { input, maxBuffer: 1 << 26 });
  if (run.error !== undefined) {
    console.log('skipped: there is no python3 on this machine');
    context.skip();
  }
  expect(run.stderr.toString()).toBe('');
  const answers = run.stdout.toString().trimEnd().split('\n');
  expect(answers.length).toBe(asked.length);
  for (const [index, bytes] of asked.entries()) {
    const { masks, form, fingerprint } = messageSignature(bytes);
    const expected = { masks: masks.map(({ kind, start, end }) => [kind, start, end]), form, fingerprint };
    expect(JSON.parse(answers[index]), bytes.toString()).toEqual(expected);
  }
});
