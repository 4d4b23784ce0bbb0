import { countRange, emptyBitmap, placesOfBitmap, setBit } from './bitmap.ts';
import type { BlockMatch } from './filter-plan.ts';
import type { BlockView } from './matcher.ts';

/** The rows a match leaves, ascending. */
export function rowsOfMatch(match: BlockMatch, view: BlockView): Uint32Array {
  if (match.kind === 'none') return new Uint32Array(0);
  if (match.kind === 'rows') {
    const bySignature = view.rows();
    const ascending = emptyBitmap(view.block.rowCount);
    for (const place of placesOfBitmap(match.bits, match.count)) setBit(ascending, bySignature[place]);
    return placesOfBitmap(ascending, match.count);
  }
  const rows = new Uint32Array(match.count);
  const signatures = view.signatures();
  let found = 0;
  for (let row = 0; row < signatures.length; row++) if (match.marked[signatures[row]] === 1) rows[found++] = row;
  return rows;
}

/** How many rows of each local signature a match leaves. */
export function countsOfMatch(match: BlockMatch, view: BlockView): Uint32Array {
  const { counts } = view.block;
  const out = new Uint32Array(counts.length);
  if (match.kind === 'signatures') {
    for (let local = 0; local < out.length; local++) if (match.marked[local] === 1) out[local] = counts[local];
  } else if (match.kind === 'rows') {
    const starts = view.starts();
    for (let local = 0; local < out.length; local++) out[local] = countRange(match.bits, starts[local], starts[local + 1]);
  }
  return out;
}
