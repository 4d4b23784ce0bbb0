import { quantityOf } from '../../base/filter/quantity.ts';
import { type Bitmap, hasBit } from '../bitmap.ts';
import { countsOfMatch } from '../matched-rows.ts';
import { type ColumnPicks, PickedValues } from '../picked-values.ts';
import type { Control, Question, Shard } from '../shard.ts';
import type { SignatureTable, ValuePiece } from '../signature-table.ts';
import type { Buckets } from '../spread.ts';

/** What one variable, or one field beside the message, holds in the records looked at. */
export interface SampledColumn {
  /** Number of the variable; absent for fields that stand beside the message. */
  readonly slot: number | undefined;
  readonly name: string | undefined;
  /** Each different value once. */
  readonly values: string[];
  /** Per record looked at: index into `values`, and its bucket. */
  readonly value: Uint32Array;
  readonly bucket: Uint32Array;
}

export interface PatternSample {
  readonly fingerprint: string;
  readonly columns: SampledColumn[];
}

export interface SamplesParams {
  readonly question: Question;
  readonly buckets: Buckets;
  /** Records of a pattern looked at in each bucket at most, spread over those of a block. */
  readonly perBucket: number;
  /** Fingerprints of the patterns that are looked at. */
  readonly patterns: readonly string[];
}

/** In so many blocks (a gigabyte of text has three hundred for each of three shards) … */
const MANY_BLOCKS = 128;
/** … one of which fewer patterns still want a value is left alone: what is rare is looked at where it comes together. */
const WORTH_OPENING = 0.1;

/**
 * Values of many patterns at once, of as many records from every bucket: blocks of which nothing more is wanted are not opened, so the time
 * grows with patterns and buckets, not with records.
 */
export async function samples(
  shard: Shard,
  { question, buckets, perBucket, patterns }: SamplesParams,
  control: Control,
): Promise<PatternSample[]> {
  const { table } = shard;
  const taken = patterns.map(() => new TakenPattern(buckets.count, perBucket));
  const askedIndex = askedOf(patterns, shard);
  const bucketOf = (timeUs: number): number =>
    Math.min(buckets.count - 1, Math.max(0, Math.floor((timeUs - buckets.fromUs) / buckets.widthUs)));
  const worthOpening = Math.max(1, shard.blocks.all().length > MANY_BLOCKS ? WORTH_OPENING * patterns.length : 0);
  for await (const { view, match } of shard.matches(question, control)) {
    const { block } = view;
    const { ids } = block;
    const [first, last] = block.untimedCount > 0 ? [0, buckets.count - 1] : [bucketOf(block.minUs), bucketOf(block.maxUs)];
    if (wantedBy(taken, first, last) < worthOpening) continue;
    const found = countsOfMatch(match, view);
    const turns = new Map<number, Turns>();
    for (let local = 0; local < ids.length; local++) {
      if (found[local] === 0) continue;
      const index = askedIndex(ids[local]);
      if (index < 0) continue;
      let known = turns.get(index);
      if (known === undefined) {
        known = new Turns();
        turns.set(index, known);
      }
      // Most blocks lie in one bucket: when the rows of each signature came need not be known.
      if (first === last) known.add(local, found[local], first, first);
      else known.add(local, found[local], bucketOf(block.firstUs[local]), bucketOf(block.lastUs[local]));
    }
    const wanted = [...turns].filter(([index, each]) => each.begin(taken[index].wantedIn(each.first, each.last)));
    if (wanted.length < worthOpening) continue;
    const [starts, reader] = [view.starts(), view.reader()];
    // What takes a look at every row is done where it is needed alone.
    const rowAt = (place: number): number => view.rows()[place];
    const bucketAt = first === last ? () => first : (place: number): number => bucketOf(view.core().times[rowAt(place)]);
    const picked = new PickedValues(reader);
    for (const [index, turn] of wanted) {
      const pattern = taken[index];
      let [ofLocal, targets]: [number, Target[]] = [-1, []];
      turn.each(found, (local, nth) => {
        const place = match.kind === 'rows' ? nthSet(match.bits, starts[local], nth) : starts[local] + nth;
        const bucket = bucketAt(place);
        if (!pattern.take(bucket)) return;
        if (local !== ofLocal) [ofLocal, targets] = [local, targetsIn(pattern.filledBy(ids[local], table), local, picked)];
        for (const { picks, column, pieces, filled } of targets) {
          const ordinal = place - starts[local];
          if (picks !== undefined) picks.pick(ordinal, bucket);
          else if (!column.isClosed) {
            const at = { local, ordinal, row: () => rowAt(place) };
            column.add(shard.values.valueAt(reader, at, pieces, filled.timeLayout, filled.escaped), bucket);
          }
        }
      });
    }
    picked.read();
  }
  return taken.flatMap(({ isMet, columns }, index) =>
    isMet ? { fingerprint: patterns[index], columns: columns.map((column) => column.share()) } : [],
  );
}

/** How many of the patterns want a value in buckets [first, last]. */
function wantedBy(taken: readonly TakenPattern[], first: number, last: number): number {
  let wanted = 0;
  for (const pattern of taken) if (pattern.wantedIn(first, last) > 0) wanted++;
  return wanted;
}

/** One column that a row of a signature fills. */
interface Target {
  readonly column: GrowingColumn;
  readonly pieces: readonly ValuePiece[];
  readonly filled: Filled;
  /** Where the column lies as it is in the block. */
  readonly picks: ColumnPicks | undefined;
}

/** The columns that rows of a signature fill and that want more. */
function targetsIn(filled: Filled, local: number, picked: PickedValues): Target[] {
  const open = filled.columns.filter(({ column }) => !column.isClosed);
  return open.map(({ column, pieces }) => {
    const [piece] = pieces;
    const isWhole = pieces.length === 1 && 'column' in piece;
    return { column, pieces, filled, picks: isWhole ? picked.of(local, piece.column, filled.escaped, column) : undefined };
  });
}

/**
 * Which rows of a pattern in a block are looked at: one of every `step`, each time another one of them, because what comes in turns (hosts one after
 * the other) would otherwise show the same face. The places follow the golden ratio, so they are even over any period and the same each time.
 */
class Turns {
  first = Number.POSITIVE_INFINITY;
  last = 0;
  readonly #locals: number[] = [];
  #rows = 0;
  #step = 0;

  /** Rows of a local signature that lie in buckets [first, last]. */
  add(local: number, rows: number, first: number, last: number): void {
    this.#locals.push(local);
    this.#rows += rows;
    this.first = Math.min(this.first, first);
    this.last = Math.max(this.last, last);
  }

  /** @returns whether any is wanted */
  begin(wanted: number): boolean {
    this.#step = wanted === 0 ? 0 : Math.max(1, Math.floor(this.#rows / wanted));
    return this.#step > 0;
  }

  /** @param visit gets the local signature and how many of its rows come before the one to look at */
  each(found: Uint32Array, visit: (local: number, nth: number) => void): void {
    let turn = 0;
    let next = this.#placeIn(turn);
    let passed = 0;
    for (const local of this.#locals) {
      for (const until = passed + found[local]; next < until; next = this.#placeIn(++turn)) visit(local, next - passed);
      passed += found[local];
    }
  }

  #placeIn(turn: number): number {
    return turn * this.#step + Math.floor(((Math.imul(turn, 0x9e37_79b1) >>> 0) / 2 ** 32) * this.#step);
  }
}

/** What the records of one signature fill. */
interface Filled {
  readonly columns: readonly { readonly column: GrowingColumn; readonly pieces: readonly ValuePiece[] }[];
  readonly timeLayout: number;
  readonly escaped: boolean;
}

/** What was taken of one pattern so far. */
class TakenPattern {
  readonly columns: GrowingColumn[] = [];
  /** A record of it was looked at. */
  isMet = false;
  readonly #wanted: Uint32Array;
  readonly #bySignature = new Map<number, Filled>();

  constructor(buckets: number, perBucket: number) {
    this.#wanted = new Uint32Array(buckets).fill(perBucket);
  }

  /** Records still wanted in buckets [first, last]. */
  wantedIn(first: number, last: number): number {
    let sum = 0;
    for (let bucket = first; bucket <= last; bucket++) sum += this.#wanted[bucket];
    return sum;
  }

  take(bucket: number): boolean {
    if (this.#wanted[bucket] === 0) return false;
    this.#wanted[bucket]--;
    this.isMet = true;
    return true;
  }

  /** The variables of the pattern and the fields beside the message, as records of this signature fill them. */
  filledBy(signatureId: number, table: SignatureTable): Filled {
    const known = this.#bySignature.get(signatureId);
    if (known !== undefined) return known;
    const { signature, variables, fields, pattern } = table.open(signatureId);
    const columns: { column: GrowingColumn; pieces: readonly ValuePiece[] }[] = [];
    for (const part of pattern.template.parts)
      if ('slot' in part && part.kind !== 'time')
        columns.push({ column: this.#column(part.slot, part.name), pieces: variables[part.slot]?.pieces ?? [] });
    for (const { name, folded, pieces } of fields)
      if (pieces.some((piece) => !('text' in piece)) && !pattern.fields.some((field) => field.folded === folded))
        columns.push({ column: this.#column(undefined, name), pieces });
    const filled = { columns, timeLayout: signature.timeLayout, escaped: signature.escaped };
    this.#bySignature.set(signatureId, filled);
    return filled;
  }

  #column(slot: number | undefined, name: string | undefined): GrowingColumn {
    const known = this.columns.find((column) => column.slot === slot && (slot !== undefined || column.name === name));
    if (known !== undefined) return known;
    const made = new GrowingColumn(slot, name);
    this.columns.push(made);
    return made;
  }
}

/** Tells of a signature which of the patterns asked for it has, -1 = none; worked out once each. */
function askedOf(patterns: readonly string[], { table }: Shard): (signature: number) => number {
  const index = new Map(patterns.map((fingerprint, at) => [fingerprint, at]));
  const known = new Int32Array(table.count).fill(UNKNOWN);
  return (signature) => {
    if (known[signature] === UNKNOWN) known[signature] = index.get(table.templates.patterns[table.patternOf(signature)].fingerprint) ?? -1;
    return known[signature];
  };
}

const UNKNOWN = -2;

/** The place of the nth bit that is set from `from` on, counted from 0. */
function nthSet(bits: Bitmap, from: number, nth: number): number {
  let place = from;
  for (let left = nth; ; place++) if (hasBit(bits, place) && left-- === 0) return place;
}

/** A text that has been another one in nearly all of so many records names single records: more of them say no more. */
const NAMES_AFTER = 32;
const NAMES_PART = 0.95;

class GrowingColumn {
  isClosed = false;
  readonly slot: number | undefined;
  readonly name: string | undefined;
  readonly #index = new Map<string, number>();
  readonly #value: number[] = [];
  readonly #bucket: number[] = [];

  constructor(slot: number | undefined, name: string | undefined) {
    this.slot = slot;
    this.name = name;
  }

  add(value: string, bucket: number): void {
    let index = this.#index.get(value);
    if (index === undefined) {
      index = this.#index.size;
      this.#index.set(value, index);
    }
    this.#value.push(index);
    this.#bucket.push(bucket);
    if (this.#value.length === NAMES_AFTER) this.isClosed = this.#index.size > NAMES_PART * NAMES_AFTER && quantityOf(value) === undefined;
  }

  share(): SampledColumn {
    return {
      slot: this.slot,
      name: this.name,
      values: [...this.#index.keys()],
      value: Uint32Array.from(this.#value),
      bucket: Uint32Array.from(this.#bucket),
    };
  }
}
