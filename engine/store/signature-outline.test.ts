import { expect, test } from 'vitest';
import { SLOT_KINDS } from '../base/slot-kind.ts';
import { encodeSignature } from './signature-codec.ts';
import { SignatureOutline } from './signature-outline.ts';
import { sampleSignature } from './testing/sample-rows.ts';

test.each(['read', 'readLine'] as const)('the outline says the same as the unpacked signature (%s)', (read) => {
  const outline = new SignatureOutline();
  for (let number = 0; number < 20; number++) {
    const signature = sampleSignature(number);
    const bytes = encodeSignature(signature);
    outline[read](bytes);
    const texts = signature.texts.map((_, index) => Buffer.from(bytes.subarray(outline.textStart[index], outline.textEnd[index])));
    expect({
      level: outline.level,
      timeLayout: outline.timeLayout,
      service: Buffer.from(bytes.subarray(outline.serviceStart, outline.serviceEnd)).toString(),
      kinds: [...outline.kinds.subarray(0, outline.slotCount)].map((kind) => SLOT_KINDS[kind]),
      texts,
    }).toEqual({
      level: signature.level,
      timeLayout: signature.timeLayout,
      service: signature.service ?? '',
      kinds: signature.slots.map((slot) => slot.kind),
      texts: signature.texts.map((text) => Buffer.from(text)),
    });
  }
});

test('signatures with the same names have the same key, others another', () => {
  const keyOf = (signature: ReturnType<typeof sampleSignature>): number => {
    const outline = new SignatureOutline();
    outline.read(encodeSignature(signature));
    return outline.namesKey;
  };
  const base = sampleSignature(1);
  expect(keyOf({ ...base, fields: [{ name: 'service', value: 'another' }], level: 2 })).toBe(keyOf(base));
  expect(keyOf({ ...base, fields: [] })).not.toBe(keyOf(base));
  expect(keyOf({ ...base, slots: [base.slots[0], { kind: 'ip', name: 'client' }] })).not.toBe(keyOf(base));
});

test('bytes that end early are damage', () => {
  const bytes = encodeSignature(sampleSignature(2));
  for (let length = 0; length < bytes.length - 1; length++) {
    expect(() => new SignatureOutline().read(bytes.subarray(0, length))).toThrow(expect.objectContaining({ code: 'STORE_UNREADABLE' }));
  }
});
