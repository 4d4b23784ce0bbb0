import { quantityOf } from '../../base/filter/quantity.ts';
import { countsOfMatch, rowsOfMatch } from '../matched-rows.ts';
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
  const isAsked = askedOf(new Set(patterns), shard);
  const taken = new Map<number, TakenPattern>();
  const takenOf = (pattern: number): TakenPattern => {
    let known = taken.get(pattern);
    if (known === undefined) {
      known = new TakenPattern(buckets.count, perBucket);
      taken.set(pattern, known);
    }
    return known;
  };
  const bucketOf = (timeUs: number): number =>
    Math.min(buckets.count - 1, Math.max(0, Math.floor((timeUs - buckets.fromUs) / buckets.widthUs)));
  for await (const { view, match } of shard.matches(question, control)) {
    const { ids, firstUs, lastUs } = view.block;
    const found = countsOfMatch(match, view);
    // Every so many rows of a local signature one is taken; 0: none is wanted.
    const steps = new Uint32Array(ids.length);
    for (let local = 0; local < ids.length; local++) {
      if (found[local] === 0 || !isAsked(ids[local])) continue;
      const wanted = takenOf(table.patternOf(ids[local])).wantedIn(bucketOf(firstUs[local]), bucketOf(lastUs[local]));
      if (wanted > 0) steps[local] = Math.max(1, Math.floor(found[local] / wanted));
    }
    if (steps.every((step) => step === 0)) continue;
    const { times, signatures } = view.core();
    const reader = view.reader();
    const passed = new Uint32Array(ids.length);
    for (const row of rowsOfMatch(match, view)) {
      const local = signatures[row];
      if (steps[local] === 0 || !isTaken(passed[local]++, steps[local])) continue;
      const pattern = takenOf(table.patternOf(ids[local]));
      const bucket = bucketOf(times[row]);
      if (!pattern.take(bucket)) continue;
      const { signature } = table.open(ids[local]);
      for (const { column, pieces } of pattern.columnsOf(ids[local], table))
        if (!column.isClosed) column.add(shard.values.value(reader, row, pieces, signature.timeLayout, signature.escaped), bucket);
    }
  }
  return [...taken].map(([pattern, { columns }]) => ({
    fingerprint: table.templates.patterns[pattern].fingerprint,
    columns: columns.map((column) => column.share()),
  }));
}

/**
 * One of every `step` rows, each time another one of them: what comes in turns (hosts one after the other) would otherwise show the same face.
 * The places follow the golden ratio, so they are even over any period and the same each time.
 */
function isTaken(passed: number, step: number): boolean {
  const turn = Math.floor(passed / step);
  return passed - turn * step === Math.floor(((Math.imul(turn, 0x9e37_79b1) >>> 0) / 2 ** 32) * step);
}

interface FilledColumn {
  readonly column: GrowingColumn;
  readonly pieces: readonly ValuePiece[];
}

/** What was taken of one pattern so far. */
class TakenPattern {
  readonly columns: GrowingColumn[] = [];
  readonly #wanted: Uint32Array;
  readonly #bySignature = new Map<number, readonly FilledColumn[]>();

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
    return true;
  }

  /** The variables of the pattern and the fields beside the message, as records of this signature fill them. */
  columnsOf(signatureId: number, table: SignatureTable): readonly FilledColumn[] {
    const known = this.#bySignature.get(signatureId);
    if (known !== undefined) return known;
    const { variables, fields, pattern } = table.open(signatureId);
    const filled: FilledColumn[] = [];
    for (const part of pattern.template.parts)
      if ('slot' in part && part.kind !== 'time')
        filled.push({ column: this.#column(part.slot, part.name), pieces: variables[part.slot]?.pieces ?? [] });
    for (const { name, folded, pieces } of fields)
      if (pieces.some((piece) => !('text' in piece)) && !pattern.fields.some((field) => field.folded === folded))
        filled.push({ column: this.#column(undefined, name), pieces });
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

/** Tells of a signature whether its pattern is asked for; worked out once each. */
function askedOf(patterns: ReadonlySet<string>, { table }: Shard): (signature: number) => boolean {
  const known = new Int8Array(table.count).fill(-1);
  return (signature) => {
    if (known[signature] < 0) known[signature] = patterns.has(table.templates.patterns[table.patternOf(signature)].fingerprint) ? 1 : 0;
    return known[signature] === 1;
  };
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
