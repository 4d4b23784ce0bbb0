import { expect, test } from 'vitest';
import { ByteWriter } from './bytes.ts';
import { encodeSignature } from './signature-codec.ts';
import { eachOfBatch, SignatureHead } from './signature-head.ts';
import { sampleSignature } from './testing/sample-rows.ts';

test('the beginnings of the signatures of a batch say what the unpacked signatures say', () => {
  const signatures = Array.from({ length: 20 }, (_, number) => sampleSignature(number));
  const out = new ByteWriter();
  for (const signature of signatures) out.sized(encodeSignature(signature));
  const raw = out.copy();
  const head = new SignatureHead();
  const found: object[] = [];
  eachOfBatch({ first: 7, count: signatures.length, raw }, (id, at, length) => {
    head.read(raw, at);
    const service = Buffer.from(raw.subarray(head.serviceStart, head.serviceEnd)).toString();
    expect(raw.subarray(at, at + length)).toEqual(encodeSignature(signatures[id - 7]));
    found.push({ id, level: head.level, timeLayout: head.timeLayout, service });
  });
  expect(found).toEqual(
    signatures.map(({ level, timeLayout, service }, index) => ({ id: index + 7, level, timeLayout, service: service ?? '' })),
  );
});
