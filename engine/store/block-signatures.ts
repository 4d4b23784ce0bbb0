import { NO_TIME } from '../base/time.ts';
import { ByteReader, ByteWriter, damaged } from './bytes.ts';

/** Which signatures a block has, and how much of each; entry i belongs to the block's local signature i. */
export interface BlockSignatures {
  /** Ids in the investigation. */
  readonly ids: Int32Array<ArrayBuffer>;
  /** Rows; may be 0. */
  readonly counts: Uint32Array<ArrayBuffer>;
  /** Bytes of text, one line feed per line. */
  readonly bytes: Float64Array<ArrayBuffer>;
  /** NO_TIME where no row has a time. */
  readonly firstUs: Float64Array<ArrayBuffer>;
  readonly lastUs: Float64Array<ArrayBuffer>;
}

/** Times further apart than this are written whole. */
const MAX_SPAN_US = 2 ** 51;

/** Some six bytes a signature: read for all blocks when a file is opened, so that counts need no stored totals that could be stale. */
export function encodeBlockSignatures(signatures: BlockSignatures, minUs: number, maxUs: number): Uint8Array<ArrayBuffer> {
  const { ids, counts, bytes, firstUs, lastUs } = signatures;
  const out = new ByteWriter(ids.length * 8 + 16);
  const relative = maxUs - minUs < MAX_SPAN_US;
  const unitUs = relative ? spanUnit(signatures, minUs) : 0;
  out.varint(ids.length);
  out.varint(unitUs);
  let lastId = 0;
  for (let local = 0; local < ids.length; local++) {
    out.zigzag(ids[local] - lastId);
    lastId = ids[local];
    out.varint(counts[local]);
    out.varint(bytes[local]);
    if (unitUs === 0) {
      out.float64(firstUs[local]);
      out.float64(lastUs[local]);
    } else if (firstUs[local] === NO_TIME) {
      out.varint(0);
    } else {
      out.varint((firstUs[local] - minUs) / unitUs + 1);
      if (counts[local] > 1) out.varint((lastUs[local] - firstUs[local]) / unitUs);
    }
  }
  return out.copy();
}

/** @param minUs the block's earliest time, as given to encodeBlockSignatures. */
export function decodeBlockSignatures(packed: Uint8Array, minUs: number): BlockSignatures {
  const from = new ByteReader(packed);
  const count = from.varint();
  const unitUs = from.varint();
  const ids = new Int32Array(count);
  const counts = new Uint32Array(count);
  const bytes = new Float64Array(count);
  const firstUs = new Float64Array(count);
  const lastUs = new Float64Array(count);
  let id = 0;
  for (let local = 0; local < count; local++) {
    id += from.zigzag();
    ids[local] = id;
    counts[local] = from.varint();
    bytes[local] = from.varint();
    if (unitUs === 0) {
      firstUs[local] = from.float64();
      lastUs[local] = from.float64();
      continue;
    }
    const code = from.varint();
    firstUs[local] = code === 0 ? NO_TIME : minUs + (code - 1) * unitUs;
    lastUs[local] = code === 0 || counts[local] < 2 ? firstUs[local] : firstUs[local] + from.varint() * unitUs;
  }
  return { ids, counts, bytes, firstUs, lastUs };
}

/** Ids and counts alone, in memory of their own: what most questions need of a block. */
export function decodeSignatureCounts(packed: Uint8Array): Pick<BlockSignatures, 'ids' | 'counts'> {
  const size = new ByteReader(packed).varint();
  const ids = new Int32Array(size);
  const counts = new Uint32Array(size);
  let local = 0;
  eachSignatureCount(packed, (id, count) => {
    ids[local] = id;
    counts[local++] = count;
  });
  return { ids, counts };
}

/** Records of each signature alone. Opening a file goes through those of all blocks: what is not needed is skipped in place. */
export function eachSignatureCount(packed: Uint8Array, add: (id: number, count: number) => void): void {
  const from = new ByteReader(packed);
  const locals = from.varint();
  const unitUs = from.varint();
  let id = 0;
  for (let local = 0; local < locals; local++) {
    id += from.zigzag();
    const count = from.varint();
    let at = skipVarint(packed, from.at);
    if (unitUs === 0) at += 16;
    else {
      const isTimed = packed[at] !== 0;
      at = skipVarint(packed, at);
      if (isTimed && count > 1) at = skipVarint(packed, at);
    }
    from.at = at;
    add(id, count);
  }
  if (from.at > packed.length) throw damaged('the signatures of a block end early');
}

function skipVarint(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] > 127) at++;
  return at + 1;
}

/** The coarsest of second, millisecond, microsecond in which all distances are whole. */
function spanUnit({ firstUs, lastUs }: BlockSignatures, minUs: number): number {
  let unitUs = 1_000_000;
  for (let local = 0; local < firstUs.length && unitUs > 1; local++) {
    if (firstUs[local] === NO_TIME) continue;
    while (unitUs > 1 && ((firstUs[local] - minUs) % unitUs !== 0 || (lastUs[local] - firstUs[local]) % unitUs !== 0)) unitUs /= 1_000;
  }
  return unitUs;
}
