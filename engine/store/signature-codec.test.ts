import { expect, test } from 'vitest';
import { MAX_SLOTS, type Signature } from '../base/line-scan.ts';
import { maskedMessage } from '../base/masked-message.ts';
import { SLOT_KINDS } from '../base/slot-kind.ts';
import { decodeSignature, encodeSignature, readMaskedMessage, signatureKeyAt, signatureLevelAt } from './signature-codec.ts';
import { SignatureIds } from './signature-ids.ts';
import { sampleSignature } from './testing/sample-rows.ts';

const plain: Signature = {
  key: '0123456789abcdef',
  format: 'plain',
  texts: [new Uint8Array(0)],
  slots: [],
  message: { part: 0, offset: 0, untilPart: 0, untilOffset: 0 },
  escaped: false,
  fields: [],
  level: 0,
  service: undefined,
  timeLayout: 0,
};
const anyBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test.each<[string, Signature]>([
  ['an ordinary one', sampleSignature(3)],
  ['one without service', sampleSignature(2)],
  ['an empty line', plain],
  ['an empty service is not none', { ...plain, service: '' }],
  ['bytes that are no text', { ...plain, texts: [anyBytes] }],
  ['names beyond ASCII', { ...plain, format: 'größe', service: '\ufeffサービス', fields: [{ name: '', value: '🙂' }] }],
  [
    'as many slots as there can be',
    {
      ...plain,
      texts: Array.from({ length: MAX_SLOTS + 1 }, () => anyBytes),
      slots: Array.from({ length: MAX_SLOTS }, (_, slot) => ({
        kind: SLOT_KINDS[slot % SLOT_KINDS.length],
        name: slot % 3 === 0 ? undefined : `f${slot}`,
      })),
    },
  ],
])('a signature comes back from its bytes: %s', (_, signature) => {
  const bytes = encodeSignature(signature);
  expect(decodeSignature(bytes)).toEqual(signature);
  const behind = Buffer.concat([Buffer.from('xyz'), bytes]);
  const keyAt = signatureKeyAt(behind, 3);
  expect([behind.toString('latin1', keyAt, keyAt + 16), signatureLevelAt(behind, 3)]).toEqual([signature.key, signature.level]);
});

test('the message alone of a packed signature is that of the whole one', () => {
  const escaped = new TextEncoder().encode('say \\u0041 \\"so\\" to ');
  const texts = ['\ufefftime ', ' über ', ' last'].map((text) => new TextEncoder().encode(text));
  const slots: Signature['slots'] = [
    { kind: 'number', name: 'pid' },
    { kind: 'ip', name: undefined },
  ];
  const whole = { part: 0, offset: 0, untilPart: 2, untilOffset: texts[2].length };
  const signatures: Signature[] = [
    { ...plain, texts, slots, message: whole },
    {
      ...plain,
      texts,
      slots,
      message: { part: 1, offset: 1, untilPart: 2, untilOffset: 3 },
      service: 'größe',
      fields: [{ name: 'a', value: 'b' }],
    },
    { ...plain, texts, slots, message: { part: 1, offset: 1, untilPart: 1, untilOffset: 5 } },
    { ...plain, texts: [escaped, anyBytes, texts[2]], slots, message: whole, escaped: true },
    { ...plain, texts: Array.from({ length: MAX_SLOTS + 1 }, () => anyBytes), slots: Array.from({ length: MAX_SLOTS }, () => slots[0]) },
    ...[1, 2, 3, 4].map(sampleSignature),
  ];
  for (const signature of signatures) {
    expect(readMaskedMessage(Buffer.from(encodeSignature(signature)))).toEqual(maskedMessage(signature));
  }
});

test('bytes that end early or name unknown kinds are STORE_UNREADABLE', () => {
  const bytes = encodeSignature(sampleSignature(1));
  for (let length = 0; length < bytes.length; length++) {
    expect(() => decodeSignature(bytes.subarray(0, length))).toThrow(expect.objectContaining({ code: 'STORE_UNREADABLE' }));
  }
});

test('ids are given in order of first sight, also past the growth of the table and for keys that share a half', () => {
  const ids = new SignatureIds();
  const keys = Array.from(
    { length: 30_000 },
    (_, index) => `${(index % 3).toString(16).padStart(8, 'f')}${(index >> 1).toString(16).padStart(8, '0')}`,
  );
  const expected = new Map<string, number>();
  for (const key of keys) if (!expected.has(key)) expected.set(key, expected.size);
  const twice = [...keys, ...keys];
  expect(twice.map((key) => ids.intern(Buffer.from(key), 0))).toEqual(twice.map((key) => expected.get(key)));
  expect(ids.size).toBe(expected.size);
});
