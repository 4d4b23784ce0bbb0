import type { TimeRange } from '../base/time.ts';
import { type Bitmap, clearBit, countBits, emptyBitmap, fullBitmap, intersect, invert, placesOfBitmap, setRange, unite } from './bitmap.ts';
import type { IndexedBlock } from './block-table.ts';
import { type BlockView, type Matcher, VERDICT, type Verdict } from './matcher.ts';
import type { ResultCache } from './result-cache.ts';
import type { SignatureTable } from './signature-table.ts';

/** A filter with its conditions compiled; same shape as FilterNode. */
export type PlanNode =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly PlanNode[] }
  | { readonly kind: 'not'; readonly part: PlanNode }
  | { readonly kind: 'leaf'; readonly matcher: Matcher };

/** What a filter leaves of a block. */
export type BlockMatch =
  | { readonly kind: 'none'; readonly count: 0 }
  /** All rows of the signatures marked 1, known without looking at rows. */
  | { readonly kind: 'signatures'; readonly count: number; readonly marked: Uint8Array }
  /** Some rows, sorted by signature: see BlockView.starts. */
  | { readonly kind: 'rows'; readonly count: number; readonly bits: Bitmap };

const NOTHING: BlockMatch = Object.freeze({ kind: 'none', count: 0 });

/** A filter compiled for one shard: answers what it leaves of a block, from the index alone where that suffices. */
export class FilterPlan {
  readonly #root: PlanNode;
  readonly #range: TimeRange | undefined;
  readonly #table: SignatureTable;
  readonly #cache: ResultCache;
  readonly #bySource: boolean;
  readonly #leaves: readonly Matcher[];
  /** Verdicts of the whole filter by signature; one table per source where sources matter. -1 = not decided. */
  readonly #verdicts = new Map<number, Int8Array>();
  #ones = new Uint8Array(0);

  constructor(root: PlanNode, range: TimeRange | undefined, table: SignatureTable, cache: ResultCache) {
    this.#root = root;
    this.#range = range;
    this.#table = table;
    this.#cache = cache;
    this.#leaves = leaves(root);
    this.#bySource = this.#leaves.some((matcher) => matcher.bySource);
  }

  /** @param view opens the block when the index does not suffice. */
  match(view: BlockView): BlockMatch {
    const { block } = view;
    if (block.rowCount === 0 || this.#outside(block)) return NOTHING;
    // What an opened file is first asked for.
    if (this.#root.kind === 'all' && this.#inside(block))
      return { kind: 'signatures', count: block.rowCount, marked: this.#allMarked(block.ids.length) };
    const first = this.#locals(block);
    const { verdicts, any, some } = first.some && this.#leaves.every((leaf) => leaf.settled?.(view) === true) ? this.#settle(block) : first;
    if (!any) return NOTHING;
    const timed = this.#inside(block);
    if (!some && timed) {
      const marked = verdicts;
      let count = 0;
      for (let local = 0; local < marked.length; local++) if (marked[local] === VERDICT.all) count += block.counts[local];
      return count === 0 ? NOTHING : { kind: 'signatures', count, marked };
    }
    const bits = some ? this.#evaluate(this.#root, view, verdicts) : rowsOfMarked(view, verdicts);
    if (!timed) this.#cutTime(bits, view);
    const count = countBits(bits);
    return count === 0 ? NOTHING : { kind: 'rows', count, bits };
  }

  #allMarked(locals: number): Uint8Array {
    if (this.#ones.length < locals) this.#ones = new Uint8Array(Math.max(4_096, locals)).fill(1);
    return this.#ones.subarray(0, locals);
  }

  /** Verdicts for a block in which every `some` is a `none`. */
  #settle({ ids, counts, sourceId }: IndexedBlock): { readonly verdicts: Uint8Array; readonly any: boolean; readonly some: false } {
    const verdicts = new Uint8Array(ids.length);
    let any = false;
    for (let local = 0; local < ids.length; local++) {
      if (counts[local] === 0 || verdictOf(this.#root, ids[local], sourceId, VERDICT.none) === VERDICT.none) continue;
      verdicts[local] = VERDICT.all;
      any = true;
    }
    return { verdicts, any, some: false };
  }

  #locals(block: IndexedBlock): { readonly verdicts: Uint8Array; readonly any: boolean; readonly some: boolean } {
    const source = this.#bySource ? block.sourceId : 0;
    let known = this.#verdicts.get(source);
    if (known === undefined || known.length < this.#table.count) {
      const wider = new Int8Array(this.#table.level.length).fill(-1);
      if (known !== undefined) wider.set(known);
      known = wider;
      this.#verdicts.set(source, known);
    }
    const { ids, counts } = block;
    const verdicts = new Uint8Array(ids.length);
    let any = false;
    let some = false;
    for (let local = 0; local < ids.length; local++) {
      if (counts[local] === 0) continue;
      let verdict = known[ids[local]];
      if (verdict < 0) {
        verdict = verdictOf(this.#root, ids[local], block.sourceId);
        known[ids[local]] = verdict;
      }
      if (verdict === VERDICT.none) continue;
      any = true;
      verdicts[local] = verdict;
      if (verdict === VERDICT.some) some = true;
    }
    return { verdicts, any, some };
  }

  /** A copy that the caller may change. */
  #evaluate(node: PlanNode, view: BlockView, verdicts?: Uint8Array): Bitmap {
    const { rowCount } = view.block;
    switch (node.kind) {
      case 'all':
        return fullBitmap(rowCount);
      case 'not': {
        const bits = this.#evaluate(node.part, view);
        invert(bits, rowCount);
        return bits;
      }
      case 'leaf':
        return this.#leaf(node.matcher, view, verdicts).slice();
      default: {
        const bits = this.#evaluate(node.parts[0], view);
        for (const part of node.parts.slice(1)) {
          if (node.kind === 'and') {
            if (bits.every((word) => word === 0)) return bits;
            intersect(bits, this.#evaluate(part, view));
          } else unite(bits, this.#evaluate(part, view));
        }
        return bits;
      }
    }
  }

  /** @param known the verdicts of the whole filter, where this condition is all of it. */
  #leaf(matcher: Matcher, view: BlockView, known: Uint8Array | undefined): Bitmap {
    const { block } = view;
    const held = this.#cache.get(matcher.key, block.id);
    if (held !== undefined) return held;
    if (known !== undefined) return this.#found(matcher, view);
    const verdicts = new Uint8Array(block.ids.length);
    let any = false;
    let some = false;
    for (let local = 0; local < verdicts.length; local++) {
      if (block.counts[local] === 0) continue;
      const verdict = matcher.verdict(block.ids[local], block.sourceId);
      verdicts[local] = verdict;
      if (verdict === VERDICT.some) some = true;
      if (verdict !== VERDICT.none) any = true;
    }
    if (!any) return emptyBitmap(block.rowCount);
    return some ? this.#found(matcher, view) : rowsOfMarked(view, verdicts);
  }

  #found(matcher: Matcher, view: BlockView): Bitmap {
    const bits = matcher.rows(view);
    this.#cache.put(matcher.key, view.block.id, bits);
    return bits;
  }

  #outside({ minUs, maxUs }: IndexedBlock): boolean {
    const range = this.#range;
    return range !== undefined && (maxUs < range.fromUs || minUs >= range.untilUs);
  }

  #inside({ minUs, maxUs, untimedCount }: IndexedBlock): boolean {
    const range = this.#range;
    return range === undefined || (untimedCount === 0 && minUs >= range.fromUs && maxUs < range.untilUs);
  }

  /** Rows without a time are in no range. */
  #cutTime(bits: Bitmap, view: BlockView): void {
    const range = this.#range;
    if (range === undefined) return;
    const { times } = view.core();
    const rows = view.rows();
    for (const place of placesOfBitmap(bits)) {
      const timeUs = times[rows[place]];
      if (timeUs < range.fromUs || timeUs >= range.untilUs) clearBit(bits, place);
    }
  }
}

/** @param some what is taken for `some`: itself, or what is known of the block. */
function verdictOf(node: PlanNode, signatureId: number, sourceId: number, some: Verdict = VERDICT.some): Verdict {
  switch (node.kind) {
    case 'all':
      return VERDICT.all;
    case 'leaf': {
      const verdict = node.matcher.verdict(signatureId, sourceId);
      return verdict === VERDICT.some ? some : verdict;
    }
    case 'not': {
      const verdict = verdictOf(node.part, signatureId, sourceId, some);
      return verdict === VERDICT.some ? VERDICT.some : verdict === VERDICT.all ? VERDICT.none : VERDICT.all;
    }
    default: {
      const decisive = node.kind === 'and' ? VERDICT.none : VERDICT.all;
      let uncertain = false;
      for (const part of node.parts) {
        const verdict = verdictOf(part, signatureId, sourceId, some);
        if (verdict === decisive) return decisive;
        if (verdict === VERDICT.some) uncertain = true;
      }
      return uncertain ? VERDICT.some : node.kind === 'and' ? VERDICT.all : VERDICT.none;
    }
  }
}

function rowsOfMarked(view: BlockView, verdicts: Uint8Array): Bitmap {
  const starts = view.starts();
  const bits = emptyBitmap(view.block.rowCount);
  for (let local = 0; local < verdicts.length; local++)
    if (verdicts[local] === VERDICT.all) setRange(bits, starts[local], starts[local + 1]);
  return bits;
}

function leaves(node: PlanNode): Matcher[] {
  if (node.kind === 'leaf') return [node.matcher];
  if (node.kind === 'not') return leaves(node.part);
  return node.kind === 'all' ? [] : node.parts.flatMap(leaves);
}
