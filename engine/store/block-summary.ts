import type { BlockInput } from '../base/block.ts';
import { NO_TIME } from '../base/time.ts';

/** What one pass over the rows tells of a block and of each of its signatures; see EncodedBlock. */
export interface Summary {
  readonly counts: Uint32Array<ArrayBuffer>;
  readonly bytes: Float64Array<ArrayBuffer>;
  readonly firstUs: Float64Array<ArrayBuffer>;
  readonly lastUs: Float64Array<ArrayBuffer>;
  readonly shortest: Uint32Array<ArrayBuffer>;
  readonly textBytes: number;
  readonly minUs: number;
  readonly maxUs: number;
  readonly untimedCount: number;
  readonly hasTails: boolean;
}

/** Whether each row is one line that begins right behind the one before, the first at the beginning of the block: as in most. */
export function isWholeText({ rowCount, lineStart, lineEnd, byteOffset, line }: BlockInput, { textBytes, hasTails }: Summary): boolean {
  if (rowCount === 0 || hasTails || byteOffset[0] !== 0 || line[0] !== 0) return false;
  // All of these only grow, so what fits at the end has no gap before it.
  const last = rowCount - 1;
  const isOneText = textBytes === lineEnd[last] + 1 - lineStart[0];
  return isOneText && byteOffset[last] === lineStart[last] - lineStart[0] && line[last] === last;
}

export function summarise(input: BlockInput): Summary {
  const { rowCount, localCount, signature, timeUs, lineStart, lineEnd, tailStart, tailEnd } = input;
  const counts = new Uint32Array(localCount);
  const bytes = new Float64Array(localCount);
  const firstUs = new Float64Array(localCount).fill(NO_TIME);
  const lastUs = new Float64Array(localCount).fill(NO_TIME);
  const shortest = new Uint32Array(localCount);
  let textBytes = 0;
  let tailBytes = 0;
  let untimedCount = 0;
  for (let row = 0; row < rowCount; row++) {
    const local = signature[row];
    const length = lineEnd[row] - lineStart[row];
    const tail = tailEnd[row] - tailStart[row];
    const text = length + 1 + (tail > 0 ? tail + 1 : 0);
    if (counts[local]++ === 0 || length < shortest[local]) shortest[local] = length;
    bytes[local] += text;
    textBytes += text;
    tailBytes += tail;
    const time = timeUs[row];
    if (time === NO_TIME) {
      untimedCount++;
      continue;
    }
    if (firstUs[local] === NO_TIME || time < firstUs[local]) firstUs[local] = time;
    if (lastUs[local] === NO_TIME || time > lastUs[local]) lastUs[local] = time;
  }
  let minUs = NO_TIME;
  let maxUs = NO_TIME;
  for (let local = 0; local < localCount; local++) {
    if (firstUs[local] === NO_TIME) continue;
    if (minUs === NO_TIME || firstUs[local] < minUs) minUs = firstUs[local];
    if (maxUs === NO_TIME || lastUs[local] > maxUs) maxUs = lastUs[local];
  }
  return { counts, bytes, firstUs, lastUs, shortest, textBytes, minUs, maxUs, untimedCount, hasTails: tailBytes > 0 };
}
