import { expect, test } from 'vitest';
import type { Signature } from '../base/line-scan.ts';
import { SLOT_KINDS } from '../base/slot-kind.ts';
import { encodeSignature } from './signature-codec.ts';
import { SignatureOutline } from './signature-outline.ts';
import { sampleSignature } from './testing/sample-rows.ts';

test('the outline says the same as the unpacked signature', () => {
  const outline = new SignatureOutline();
  for (let number = 0; number < 20; number++) {
    const signature = sampleSignature(number);
    const bytes = encodeSignature(signature);
    outline.read(bytes);
    expect({
      level: outline.level,
      timeLayout: outline.timeLayout,
      service: Buffer.from(bytes.subarray(outline.serviceStart, outline.serviceEnd)).toString(),
      ...lineOf(outline, bytes),
    }).toEqual({
      level: signature.level,
      timeLayout: signature.timeLayout,
      service: signature.service ?? '',
      ...lineOfSignature(signature),
    });
  }
});

test('kinds and texts can be read alone, of a signature among others, long names and texts among them', () => {
  const outline = new SignatureOutline();
  for (let number = 0; number < 20; number++) {
    const sample = sampleSignature(number);
    const signature = {
      ...sample,
      texts: [Buffer.alloc(number * 100, 'x'), ...sample.texts.slice(1)],
      slots: [{ kind: 'time' as const, name: 'n'.repeat(number * 20) }, ...sample.slots.slice(1)],
    };
    const packed = encodeSignature(signature);
    const bytes = Buffer.concat([Buffer.alloc(7, 200), packed, Buffer.alloc(9, 200)]);
    outline.readLine(bytes, 7, 7 + packed.length);
    expect(lineOf(outline, bytes)).toEqual(lineOfSignature(signature));
  }
});

function lineOf(outline: SignatureOutline, bytes: Uint8Array): object {
  return {
    kinds: [...outline.kinds.subarray(0, outline.slotCount)].map((kind) => SLOT_KINDS[kind]),
    texts: Array.from({ length: outline.slotCount + 1 }, (_, text) =>
      Buffer.from(bytes.subarray(outline.textStart[text], outline.textEnd[text])).toString('latin1'),
    ),
  };
}

function lineOfSignature({ slots, texts }: Pick<Signature, 'slots' | 'texts'>): object {
  return { kinds: slots.map((slot) => slot.kind), texts: texts.map((text) => Buffer.from(text).toString('latin1')) };
}

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
