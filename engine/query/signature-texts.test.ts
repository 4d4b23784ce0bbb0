import { expect, test } from 'vitest';
import { SLOT_KINDS } from '../base/slot-kind.ts';
import { ByteWriter } from '../store/bytes.ts';
import { encodeSignature } from '../store/signature-codec.ts';
import { sampleSignature } from '../store/testing/sample-rows.ts';
import { SignatureTexts } from './signature-texts.ts';

test('texts and kinds are those of the unpacked signatures, letters folded, a long text and many signatures among them', () => {
  const long = Buffer.from('LONG '.repeat(40_000));
  const signatures = Array.from({ length: 3_000 }, (_, number) => sampleSignature(number)).map((signature, index) =>
    index === 7 ? { ...signature, texts: [long, ...signature.texts.slice(1)] } : signature,
  );
  const out = new ByteWriter();
  const ranges = signatures.map((signature) => {
    const from = out.length;
    out.append(encodeSignature(signature));
    return { from, until: out.length };
  });
  const bytes = out.copy();
  const found = new SignatureTexts();
  for (const { from, until } of ranges) found.add(bytes, from, until);
  expect(found.count).toBe(signatures.length);
  signatures.forEach((signature, id) => {
    const texts = Buffer.from(found.texts.subarray(found.textAt[id], found.textAt[id + 1])).toString('latin1');
    const expected = signature.texts.map(
      (text) =>
        `${Buffer.from(text)
          .toString('latin1')
          .replace(/[A-Z]/g, (letter) => letter.toLowerCase())}\n`,
    );
    expect([id, texts === expected.join('')]).toEqual([id, true]);
    expect([...found.kinds.subarray(found.slotAt[id], found.slotAt[id + 1])].map((kind) => SLOT_KINDS[kind])).toEqual(
      signature.slots.map((slot) => slot.kind),
    );
  });
});

test('texts that end early are damage', () => {
  const bytes = encodeSignature({ ...sampleSignature(2), fields: [] });
  for (let length = 0; length < bytes.length - 1; length++) {
    const cut = bytes.slice(0, length);
    expect(() => new SignatureTexts().add(cut, 0, length)).toThrow(expect.objectContaining({ code: 'STORE_UNREADABLE' }));
  }
});
