import { countsOfMatch, rowsOfMatch } from '../matched-rows.ts';
import type { Control, Question, Shard } from '../shard.ts';
import type { ValuePiece } from '../signature-table.ts';
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
  /** Records of a pattern looked at in each bucket at most, evenly spread over those of a block. */
  readonly perBucket: number;
}

/**
 * Values of all patterns at once, of as many records from every bucket: blocks of which nothing more is wanted are not opened, so the time
 * grows with patterns and buckets, not with records.
 */
export async function samples(shard: Shard, { question, buckets, perBucket }: SamplesParams, control: Control): Promise<PatternSample[]> {
  const { table } = shard;
  const taken = new Map<number, { readonly wanted: Uint32Array; readonly columns: Map<string, GrowingColumn> }>();
  const takenOf = (pattern: number) => {
    let known = taken.get(pattern);
    if (known === undefined) {
      known = { wanted: new Uint32Array(buckets.count).fill(perBucket), columns: new Map() };
      taken.set(pattern, known);
    }
    return known;
  };
  const bucketOf = (timeUs: number): number =>
    Math.min(buckets.count - 1, Math.max(0, Math.floor((timeUs - buckets.fromUs) / buckets.widthUs)));
  for await (const { view, match } of shard.matches(question, control)) {
    const { ids, firstUs, lastUs } = view.block;
    const found = countsOfMatch(match, view);
    const open = new Uint8Array(ids.length);
    for (let local = 0; local < ids.length; local++) {
      if (found[local] === 0) continue;
      const { wanted } = takenOf(table.patternOf(ids[local]));
      for (let bucket = bucketOf(firstUs[local]); bucket <= bucketOf(lastUs[local]) && open[local] === 0; bucket++)
        if (wanted[bucket] > 0) open[local] = 1;
    }
    if (!open.includes(1)) continue;
    const { times, signatures } = view.core();
    const groups = new Map<number, number[]>();
    for (const row of rowsOfMatch(match, view)) {
      const local = signatures[row];
      if (open[local] === 0) continue;
      const key = table.patternOf(ids[local]) * buckets.count + bucketOf(times[row]);
      const rows = groups.get(key);
      if (rows === undefined) groups.set(key, [row]);
      else rows.push(row);
    }
    const reader = view.reader();
    for (const [key, rows] of groups) {
      const bucket = key % buckets.count;
      const { wanted, columns } = takenOf(Math.floor(key / buckets.count));
      const take = Math.min(wanted[bucket], rows.length);
      wanted[bucket] -= take;
      for (let index = 0; index < take; index++) {
        const row = rows[Math.floor((index * rows.length) / take)];
        const { signature, variables, fields, pattern } = table.open(ids[signatures[row]]);
        const add = (slot: number | undefined, name: string | undefined, pieces: readonly ValuePiece[]): void => {
          const column = slot === undefined ? `field ${name}` : `slot ${slot}`;
          let known = columns.get(column);
          if (known === undefined) {
            known = new GrowingColumn(slot, name);
            columns.set(column, known);
          }
          known.add(shard.values.value(reader, row, pieces, signature.timeLayout, signature.escaped), bucket);
        };
        for (const part of pattern.template.parts)
          if ('slot' in part && part.kind !== 'time') add(part.slot, part.name, variables[part.slot]?.pieces ?? []);
        for (const { name, folded, pieces } of fields)
          if (!pattern.fields.some((field) => field.folded === folded)) add(undefined, name, pieces);
      }
    }
  }
  return [...taken].map(([pattern, { columns }]) => ({
    fingerprint: table.templates.patterns[pattern].fingerprint,
    columns: [...columns.values()].map((column) => column.share()),
  }));
}

class GrowingColumn {
  readonly #slot: number | undefined;
  readonly #name: string | undefined;
  readonly #index = new Map<string, number>();
  readonly #value: number[] = [];
  readonly #bucket: number[] = [];

  constructor(slot: number | undefined, name: string | undefined) {
    this.#slot = slot;
    this.#name = name;
  }

  add(value: string, bucket: number): void {
    let index = this.#index.get(value);
    if (index === undefined) {
      index = this.#index.size;
      this.#index.set(value, index);
    }
    this.#value.push(index);
    this.#bucket.push(bucket);
  }

  share(): SampledColumn {
    return {
      slot: this.#slot,
      name: this.#name,
      values: [...this.#index.keys()],
      value: Uint32Array.from(this.#value),
      bucket: Uint32Array.from(this.#bucket),
    };
  }
}
