import { NO_TIME, US_PER_MS } from '../../base/time.ts';
import type { Decision } from '../../policy/evaluate/decision.ts';
import { Evaluator } from '../../policy/evaluate/evaluator.ts';
import type { Policy } from '../../policy/model/policy.ts';
import { countsOfMatch, rowsOfMatch } from '../matched-rows.ts';
import type { BlockView } from '../matcher.ts';
import type { Control, Question, Shard } from '../shard.ts';
import type { Buckets } from '../spread.ts';
import { type Fate, Fates, FIRST_ERROR } from './fates.ts';
import { PolicyTallies, type PolicyTally } from './policy-tallies.ts';
import { ReplaySums, type ReplayTable, type TouchedPattern } from './replay-sums.ts';
import { RowRecords } from './row-records.ts';
import { RunSums } from './run-sums.ts';
import { type Shortening, Shortenings } from './shortening.ts';
import { matchedOf } from './signature-plan.ts';
import { TraceFates, type TraceTotals } from './trace-fates.ts';
import { type VolumeShare, VolumeSums } from './volume-sums.ts';

export interface ReplayParams {
  readonly question: Question;
  /** Valid ones, in order of their ids. */
  readonly policies: readonly Policy[];
  /** In which anomalies are looked for again, and those that are drawn. */
  readonly buckets: Buckets;
  readonly bars: Buckets;
  /** Records shown of what goes and of what stays, for each policy. */
  readonly samples: number;
  /** Ids of records that are asked about one by one. */
  readonly watched: readonly string[];
}

export interface LostRecord {
  readonly recordId: string;
  readonly policyId: string;
}

export interface ReplayShare {
  readonly table: ReplayTable;
  readonly touched: readonly TouchedPattern[];
  readonly volume: VolumeShare;
  readonly policies: readonly PolicyTally[];
  readonly traces: TraceTotals;
  /** Of the watched records of this shard, those that go. */
  readonly lost: readonly LostRecord[];
  /** Records that were decided one by one, the others by their form alone. */
  readonly readOneByOne: number;
}

/**
 * Puts every record of a question before policies, as one instance of a program would: what depends only on the form of a record is decided
 * once per signature, values are read where a decision hangs on them, and no line is rebuilt.
 */
export async function replay(shard: Shard, { question, ...params }: ReplayParams, control: Control): Promise<ReplayShare> {
  const run = new Replay(shard, params);
  for await (const { view, match } of shard.matches(question, control)) {
    // Everything of the block, mostly.
    const found = countsOfMatch(match, view);
    run.addBlock(view, found, () => rowsOfMatch(match, view));
  }
  return run.share();
}

/** One run through the blocks of a shard; whole because its steps share nearly everything. */
class Replay {
  readonly #evaluator: Evaluator;
  readonly #records: RowRecords;
  readonly #fates: Fates;
  readonly #sums: ReplaySums;
  readonly #volume: VolumeSums;
  readonly #tallies: PolicyTallies;
  readonly #traces = new TraceFates();
  readonly #run = new RunSums();
  readonly #random = seededRandom(1);
  readonly #buckets: Buckets;
  readonly #watched: ReadonlySet<string>;
  readonly #lost: LostRecord[] = [];
  readonly #asksTraces: boolean;
  readonly #shortenings: Shortenings;
  /** Of the block at hand, by local signature: the mean of a record. */
  readonly #shortened = new Map<number, Shortening>();
  #readOneByOne = 0;

  constructor(shard: Shard, { policies, buckets, bars, samples, watched }: Omit<ReplayParams, 'question'>) {
    this.#evaluator = new Evaluator(policies, { random: this.#random });
    this.#records = new RowRecords(shard);
    this.#sums = new ReplaySums(buckets.count);
    this.#volume = new VolumeSums(bars);
    this.#tallies = new PolicyTallies(this.#evaluator.policies, samples);
    this.#buckets = buckets;
    this.#watched = new Set(watched);
    this.#asksTraces = policies.some(({ log_filter, log_sampling }) => log_filter?.action === 'ACTION_DROP' || log_sampling !== undefined);
    this.#shortenings = new Shortenings(this.#evaluator.policies);
    const plans = shard.plans.for(shard, this.#evaluator.policies);
    this.#fates = new Fates(shard, this.#evaluator, plans, this.#records, this.#sums, this.#asksTraces);
  }

  /** @param found rows of each local signature that the question leaves */
  addBlock(view: BlockView, found: Uint32Array, rowsOf: () => Uint32Array): void {
    const { block } = view;
    const { ids, counts, bytes, firstUs, lastUs } = block;
    const fates: (Fate | undefined)[] = new Array(ids.length);
    this.#shortened.clear();
    const isOpen = new Uint8Array(ids.length);
    let anyOpen = false;
    const isInOneBar = block.untimedCount === 0 && this.#barOf(block.minUs) === this.#barOf(block.maxUs);
    for (let local = 0; local < ids.length; local++) {
      if (found[local] === 0) continue;
      const fate = this.#fates.of(ids[local], block.sourceId);
      fates[local] = fate;
      const timeUs = firstUs[local];
      const isTogether =
        (isInOneBar || this.#barOf(timeUs) === this.#barOf(lastUs[local])) &&
        (!fate.isTouched || this.#bucketOf(timeUs) === this.#bucketOf(lastUs[local]));
      if (fate.decision !== undefined && isTogether && found[local] === counts[local] && !fate.isReadForTraces)
        this.#addAll(fate, fate.decision, view, local, found[local], bytes[local], timeUs);
      else {
        isOpen[local] = 1;
        anyOpen = true;
      }
    }
    this.#checkWatched(view, fates);
    if (anyOpen) this.#addRows(view, fates, found, isOpen, rowsOf());
  }

  share(): ReplayShare {
    return {
      table: this.#sums.table(),
      touched: this.#sums.touched(),
      volume: this.#volume.share(),
      policies: this.#tallies.result(),
      traces: this.#traces.totals(),
      lost: this.#lost,
      readOneByOne: this.#readOneByOne,
    };
  }

  #addAll(fate: Fate, decision: Decision, view: BlockView, local: number, records: number, bytes: number, timeUs: number): void {
    this.#add(fate, decision, fate.plan.all, records, bytes, timeUs);
    if (decision.keep) this.#shortenLike(fate, view, local, records, timeUs);
    if (!this.#tallies.wantsSample(fate.plan.all, decision)) return;
    const rows = view.reader().rowsOf(local);
    for (const row of rows.subarray(0, SAMPLED_AT_ONCE)) this.#tallies.sample(fate.plan.all, decision, `${view.block.id}-${row}`);
  }

  #add(fate: Fate, decision: Decision, matched: readonly number[], records: number, bytes: number, timeUs: number): void {
    this.#sums.add(fate.entry, records, bytes, decision.keep);
    if (fate.isTouched)
      this.#sums.addTouched(fate.entry, records, this.#bucketOf(timeUs), decision.keep ? decision.weight * decision.logCount : 0);
    this.#volume.add(this.#barOf(timeUs), fate.level, bytes, decision.keep);
    if (matched.length > 0) this.#tallies.add(matched, decision, records, bytes, fate.pattern);
  }

  /** Rows of open signatures one by one; what their form or chance decides is added up between borders of time. */
  #addRows(view: BlockView, fates: readonly (Fate | undefined)[], found: Uint32Array, isOpen: Uint8Array, rows: Uint32Array): void {
    const { block } = view;
    const { times, signatures } = view.core();
    const sizes = meanSizes(block, found);
    const run = this.#run;
    run.reserve(block.ids.length);
    const flush = () => run.flush((local, timeUs) => this.#addRun(fates[local], view, local, timeUs));
    let borders: Borders = NO_BORDERS;
    for (const row of rows) {
      const local = signatures[row];
      const fate = fates[local];
      if (isOpen[local] === 0 || fate === undefined) continue;
      const timeUs = times[row];
      if (fate.isReadForTraces || (fate.decision === undefined && fate.chance === undefined)) {
        this.#addRow(fate, view, row, timeUs, sizes[local]);
        continue;
      }
      if (timeUs < borders.fromUs || timeUs >= borders.untilUs) {
        flush();
        run.startAt(timeUs);
        borders = common(bordersAround(this.#buckets, timeUs), bordersAround(this.#volume.bars, timeUs));
      }
      const { chance, plan } = fate;
      const decision = chance === undefined ? fate.decision : this.#random() < chance.rejected ? chance.gone : chance.kept;
      if (decision === undefined) continue;
      // Where all rows of a signature are there, their mean makes the same sum.
      const size = sizes[local];
      run.add(local, size > 0 ? size : view.reader().byteCount(row) + 1, decision.keep);
      if (fate.isTouched && this.#tallies.wantsSample(plan.all, decision)) this.#tallies.sample(plan.all, decision, `${block.id}-${row}`);
    }
    flush();
  }

  #addRun(fate: Fate | undefined, view: BlockView, local: number, timeUs: number): void {
    if (fate === undefined) return;
    const { chance, decision, plan } = fate;
    const { keptRecords, keptBytes, goneRecords, goneBytes } = this.#run;
    const [kept, gone] = chance === undefined ? [decision, decision] : [chance.kept, chance.gone];
    if (kept !== undefined && keptRecords[local] > 0) {
      this.#add(fate, kept, plan.all, keptRecords[local], keptBytes[local], timeUs);
      if (kept.keep) this.#shortenLike(fate, view, local, keptRecords[local], timeUs);
    }
    if (gone !== undefined && goneRecords[local] > 0) this.#add(fate, gone, plan.all, goneRecords[local], goneBytes[local], timeUs);
  }

  /** A record whose values have to be read: for its decision, or for its trace. @param meanSize of its signature in the block; 0 = unknown */
  #addRow(fate: Fate, view: BlockView, row: number, timeUs: number, meanSize: number): void {
    const { block } = view;
    const reader = view.reader();
    const { plan } = fate;
    const record = this.#records.of(block.ids[view.signatures()[row]], fate.service, plan, reader, row, timeUs);
    const matched = matchedOf(plan, record);
    if (fate.decision === undefined) this.#readOneByOne++;
    const decision = fate.decision ?? this.#evaluator.decideMatched(matched, record, timeUs / US_PER_MS);
    if (this.#asksTraces) this.#traces.add(record.traceId, fate.level >= FIRST_ERROR, matched.length > 0, decision.keep);
    // Where all become the same their mean makes the same sum; to find out where each begins takes a walk through the block.
    const bytes = fate.decision !== undefined && meanSize > 0 ? meanSize : reader.byteCount(row) + 1;
    this.#add(fate, decision, matched, 1, bytes, timeUs);
    if (decision.keep && plan.changed !== undefined) this.#shorten(fate, this.#shorteningOf(fate, view, row, matched), 1, timeUs);
    if (this.#tallies.wantsSample(matched, decision)) this.#tallies.sample(matched, decision, `${block.id}-${row}`);
  }

  /** Records that all match the same transforms: some of each block are read, the others are taken to be as long. */
  #shortenLike(fate: Fate, view: BlockView, local: number, records: number, timeUs: number): void {
    if (fate.plan.changed === undefined) return;
    let mean = this.#shortened.get(local);
    if (mean === undefined) {
      const rows = view.reader().rowsOf(local).subarray(0, READ_OF_BLOCK);
      mean = meanOf(Array.from(rows, (row) => this.#shorteningOf(fate, view, row, fate.plan.all)));
      this.#shortened.set(local, mean);
    }
    this.#shorten(fate, mean, records, timeUs);
  }

  #shorten(fate: Fate, { bytes, byPolicy }: Shortening, records: number, timeUs: number): void {
    this.#sums.shorten(fate.entry, bytes * records);
    this.#volume.add(this.#barOf(timeUs), fate.level, -bytes * records, true);
    this.#tallies.addRemoved(byPolicy, records);
  }

  #shorteningOf({ plan, service }: Fate, view: BlockView, row: number, matched: readonly number[]): Shortening {
    if (plan.changed === undefined) return NOTHING_SHORTER;
    const signatureId = view.block.ids[view.signatures()[row]];
    const record = this.#records.of(signatureId, service, plan.changed, view.reader(), row, NO_TIME);
    return this.#shortenings.of(record, matched, this.#records.isJson(signatureId));
  }

  #checkWatched(view: BlockView, fates: readonly (Fate | undefined)[]): void {
    if (this.#watched.size === 0) return;
    const { block } = view;
    for (const id of this.#watched) {
      const [blockId, row] = id.split('-').map(Number);
      if (blockId !== block.id) continue;
      const local = view.signatures()[row];
      const fate = fates[local];
      if (fate === undefined) continue;
      const decision = fate.decision ?? this.#decisionOf(fate, view, row);
      if (!decision.keep) this.#lost.push({ recordId: id, policyId: this.#evaluator.policies[decision.policy ?? -1]?.id ?? '' });
    }
  }

  /** A record that is asked about by itself, whatever becomes of others like it. */
  #decisionOf({ plan, service }: Fate, view: BlockView, row: number): Decision {
    const timeUs = view.core().times[row];
    const record = this.#records.of(view.block.ids[view.signatures()[row]], service, plan, view.reader(), row, timeUs);
    return this.#evaluator.decideMatched(matchedOf(plan, record), record, timeUs / US_PER_MS);
  }

  #bucketOf(timeUs: number): number {
    return placeIn(this.#buckets, timeUs);
  }

  #barOf(timeUs: number): number {
    return placeIn(this.#volume.bars, timeUs);
  }
}

/** Bytes of a record of each local signature; 0 where not all of its rows are there, so that each has to be asked. */
function meanSizes({ bytes, counts }: BlockView['block'], found: Uint32Array): Float64Array {
  const sizes = new Float64Array(counts.length);
  for (let local = 0; local < sizes.length; local++) if (found[local] === counts[local]) sizes[local] = bytes[local] / counts[local];
  return sizes;
}

/** Times [fromUs, untilUs) that lie in one bucket, or all before or behind them. */
interface Borders {
  readonly fromUs: number;
  readonly untilUs: number;
}

const NO_BORDERS: Borders = { fromUs: Number.POSITIVE_INFINITY, untilUs: Number.POSITIVE_INFINITY };

function bordersAround(buckets: Buckets, timeUs: number): Borders {
  const { fromUs, widthUs, count } = buckets;
  const place = placeIn(buckets, timeUs);
  if (place >= 0) return { fromUs: fromUs + place * widthUs, untilUs: fromUs + (place + 1) * widthUs };
  return timeUs < fromUs
    ? { fromUs: Number.NEGATIVE_INFINITY, untilUs: fromUs }
    : { fromUs: fromUs + count * widthUs, untilUs: Number.POSITIVE_INFINITY };
}

function common(a: Borders, b: Borders): Borders {
  return { fromUs: Math.max(a.fromUs, b.fromUs), untilUs: Math.min(a.untilUs, b.untilUs) };
}

function placeIn({ fromUs, widthUs, count }: Buckets, timeUs: number): number {
  if (timeUs === NO_TIME) return -1;
  const place = Math.floor((timeUs - fromUs) / widthUs);
  return place >= 0 && place < count ? place : -1;
}

/** Records of a signature that are read in each block to tell by how much a transform shortens them. */
const READ_OF_BLOCK = 8;

const NOTHING_SHORTER: Shortening = { bytes: 0, byPolicy: new Map() };

function meanOf(all: readonly Shortening[]): Shortening {
  const byPolicy = new Map<number, number>();
  let bytes = 0;
  for (const one of all) {
    bytes += one.bytes / all.length;
    for (const [number, own] of one.byPolicy) byPolicy.set(number, (byPolicy.get(number) ?? 0) + own / all.length);
  }
  return { bytes, byPolicy };
}

/** Of one signature and block at once, so that samples come from many. */
const SAMPLED_AT_ONCE = 2;

/** mulberry32: a replay gives the same answer every time. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
