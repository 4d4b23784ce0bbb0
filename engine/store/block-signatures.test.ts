import { expect, test } from 'vitest';
import { NO_TIME } from '../base/time.ts';
import {
  type BlockSignatures,
  decodeBlockSignatures,
  decodeSignatureCounts,
  eachSignatureCount,
  encodeBlockSignatures,
} from './block-signatures.ts';

const of = (rows: readonly (readonly [id: number, count: number, bytes: number, first: number, last: number])[]): BlockSignatures => ({
  ids: Int32Array.from(rows, (row) => row[0]),
  counts: Uint32Array.from(rows, (row) => row[1]),
  bytes: Float64Array.from(rows, (row) => row[2]),
  firstUs: Float64Array.from(rows, (row) => row[3]),
  lastUs: Float64Array.from(rows, (row) => row[4]),
});

test.each<[string, BlockSignatures, number, number]>([
  ['none', of([]), NO_TIME, NO_TIME],
  ['no times', of([[4, 2, 100, NO_TIME, NO_TIME]]), NO_TIME, NO_TIME],
  [
    'milliseconds',
    of([
      [900_000, 3, 5_000_000_000, 1_700_000_000_123_000, 1_700_000_099_123_000],
      [2, 1, 1, 1_700_000_050_000_000, 1_700_000_050_000_000],
      [3, 0, 0, NO_TIME, NO_TIME],
    ]),
    1_700_000_000_123_000,
    1_700_000_099_123_000,
  ],
  ['microseconds before the epoch', of([[0, 65_536, 1, -1_000_003, -7]]), -1_000_003, -7],
  [
    'times as far apart as they go',
    of([
      [0, 2, 1, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
      [1, 1, 1, NO_TIME, NO_TIME],
    ]),
    -Number.MAX_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER,
  ],
])('the signatures of a block come back: %s', (_, signatures, minUs, maxUs) => {
  const packed = encodeBlockSignatures(signatures, minUs, maxUs);
  expect(decodeBlockSignatures(packed, minUs)).toEqual(signatures);
  expect(decodeSignatureCounts(packed)).toEqual({ ids: signatures.ids, counts: signatures.counts });
  const counts: [number, number][] = [];
  eachSignatureCount(packed, (id, count) => counts.push([id, count]));
  expect(counts).toEqual([...signatures.ids].map((id, local) => [id, signatures.counts[local]]));
});
