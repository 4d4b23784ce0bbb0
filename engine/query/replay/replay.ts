import { levelAt, SEVERITY_NUMBER } from '../../base/level.ts';
import { NO_TIME, US_PER_MS } from '../../base/time.ts';
import type { Decision } from '../../policy/evaluate/decision.ts';
import { Evaluator } from '../../policy/evaluate/evaluator.ts';
import type { LogRecord } from '../../policy/evaluate/record.ts';
import type { Policy } from '../../policy/model/policy.ts';
import type { BlockReader } from '../../store/block-reader.ts';
import { countsOfMatch, rowsOfMatch } from '../matched-rows.ts';
import type { BlockView } from '../matcher.ts';
import type { Control, Question, Shard } from '../shard.ts';
import type { Buckets } from '../spread.ts';
import { PolicyTallies, type PolicyTally } from './policy-tallies.ts';
import { ReplaySums, type ReplayTable, type TouchedPattern } from './replay-sums.ts';
import { RowRecords } from './row-records.ts';
import { type SignaturePlan, SignaturePlans } from './signature-plan.ts';
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

/** A local signature whose records all become the same, or whose records have to be read. */
interface Fate {
  readonly plan: SignaturePlan;
  readonly service: number;
  readonly pattern: string;
  readonly level: number;
  readonly entry: number;
  /** Absent: each record has its own. */
  readonly decision: Decision | undefined;
  /** Some policy matches some of them. */
  readonly isTouched: boolean;
  /** They are taken, or are errors, whose traces others want to see. */
  readonly isReadForTraces: boolean;
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
  readonly #shard: Shard;
  readonly #evaluator: Evaluator;
  readonly #plans: SignaturePlans;
  readonly #records: RowRecords;
  readonly #sums: ReplaySums;
  readonly #volume: VolumeSums;
  readonly #tallies: PolicyTallies;
  readonly #traces = new TraceFates();
  readonly #buckets: Buckets;
  readonly #watched: ReadonlySet<string>;
  readonly #lost: LostRecord[] = [];
  /** By signature; of the same one in sources of other services by both. */
  readonly #fates: (Fate | undefined)[] = [];
  readonly #otherFates = new Map<string, Fate>();
  readonly #shared = new Map<Fate, LogRecord>();
  readonly #asksTraces: boolean;
  #readOneByOne = 0;

  constructor(shard: Shard, { policies, buckets, bars, samples, watched }: Omit<ReplayParams, 'question'>) {
    this.#shard = shard;
    this.#evaluator = new Evaluator(policies, { random: seededRandom(1) });
    this.#plans = new SignaturePlans(shard, this.#evaluator.policies);
    this.#records = new RowRecords(shard);
    this.#sums = new ReplaySums(buckets.count);
    this.#volume = new VolumeSums(bars);
    this.#tallies = new PolicyTallies(this.#evaluator.policies, samples);
    this.#buckets = buckets;
    this.#watched = new Set(watched);
    this.#asksTraces = policies.some(({ log_filter, log_sampling }) => log_filter?.action === 'ACTION_DROP' || log_sampling !== undefined);
  }

  /** @param found rows of each local signature that the question leaves */
  addBlock(view: BlockView, found: Uint32Array, rowsOf: () => Uint32Array): void {
    const { block } = view;
    const { ids, counts, bytes, firstUs, lastUs } = block;
    const fates: (Fate | undefined)[] = [];
    const isOpen = new Uint8Array(ids.length);
    let anyOpen = false;
    for (let local = 0; local < ids.length; local++) {
      if (found[local] === 0) continue;
      const fate = this.#fateOf(ids[local], block.sourceId);
      fates[local] = fate;
      const timeUs = firstUs[local];
      const isTogether =
        this.#barOf(timeUs) === this.#barOf(lastUs[local]) && (!fate.isTouched || this.#bucketOf(timeUs) === this.#bucketOf(lastUs[local]));
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

  #fateOf(signatureId: number, sourceId: number): Fate {
    const { table } = this.#shard;
    const service = this.#shard.serviceOf(signatureId, sourceId);
    const first = this.#fates[signatureId];
    if (first?.service === service) return first;
    const known = first === undefined ? undefined : this.#otherFates.get(`${signatureId} ${service}`);
    if (known !== undefined) return known;
    const plan = this.#plans.of(signatureId, service);
    const pattern = table.templates.patterns[table.patternOf(signatureId)].fingerprint;
    const level = table.level[signatureId];
    const decision = this.#decisionByForm(plan, level);
    const fate: Fate = {
      plan,
      service,
      pattern,
      level,
      decision,
      entry: this.#sums.entryOf(pattern, level, table.services[service]),
      isTouched: plan.all.length + plan.some.length > 0,
      isReadForTraces: this.#asksTraces && plan.trace !== undefined && (level >= FIRST_ERROR || decision?.keep === false),
    };
    if (first === undefined) this.#fates[signatureId] = fate;
    else this.#otherFates.set(`${signatureId} ${service}`, fate);
    return fate;
  }

  #decisionByForm({ all, some }: SignaturePlan, level: number): Decision | undefined {
    return some.length > 0 ? undefined : this.#evaluator.decideByForm(all, this.#evaluator.guards(SEVERITY_NUMBER[levelAt(level)]));
  }

  #addAll(fate: Fate, decision: Decision, view: BlockView, local: number, records: number, bytes: number, timeUs: number): void {
    this.#add(fate, decision, fate.plan.all, records, bytes, timeUs);
    if (!this.#tallies.wantsSample(fate.plan.all, decision)) return;
    const rows = view.reader().rowsOf(local);
    for (const row of rows.subarray(0, SAMPLED_AT_ONCE)) this.#tallies.sample(fate.plan.all, decision, `${view.block.id}-${row}`);
  }

  #add(fate: Fate, decision: Decision, matched: readonly number[], records: number, bytes: number, timeUs: number): void {
    this.#sums.add(fate.entry, records, bytes, decision.keep);
    if (fate.isTouched) this.#sums.addTouched(fate.entry, records, this.#bucketOf(timeUs), decision.keep ? decision.weight : 0);
    this.#volume.add(this.#barOf(timeUs), fate.level, bytes, decision.keep);
    if (matched.length > 0) this.#tallies.add(matched, decision, records, bytes, fate.pattern);
  }

  #addRows(view: BlockView, fates: readonly (Fate | undefined)[], found: Uint32Array, isOpen: Uint8Array, rows: Uint32Array): void {
    const { block } = view;
    const { times, signatures } = view.core();
    const { ids, counts, bytes } = block;
    for (const row of rows) {
      const local = signatures[row];
      const fate = fates[local];
      if (isOpen[local] === 0 || fate === undefined) continue;
      const { decision: common } = fate;
      const timeUs = times[row];
      // Where all rows of a signature become the same, their mean makes the same sum.
      if (common !== undefined && !fate.isReadForTraces) {
        const size = found[local] === counts[local] ? bytes[local] / counts[local] : view.reader().byteCount(row) + 1;
        this.#add(fate, common, fate.plan.all, 1, size, timeUs);
        if (this.#tallies.wantsSample(fate.plan.all, common)) this.#tallies.sample(fate.plan.all, common, `${block.id}-${row}`);
        continue;
      }
      const reader = view.reader();
      const record = this.#recordOf(fate, ids[local], reader, row, timeUs);
      const { decision, matched } =
        common === undefined ? this.#decided(fate.plan, record, timeUs / US_PER_MS) : { decision: common, matched: fate.plan.all };
      if (common === undefined) this.#readOneByOne++;
      if (this.#asksTraces) this.#traces.add(record.traceId, fate.level >= FIRST_ERROR, matched.length > 0, decision.keep);
      this.#add(fate, decision, matched, 1, reader.byteCount(row) + 1, timeUs);
      if (this.#tallies.wantsSample(matched, decision)) this.#tallies.sample(matched, decision, `${block.id}-${row}`);
    }
  }

  /** Records that differ in nothing a policy reads share one. */
  #recordOf(fate: Fate, signatureId: number, reader: BlockReader, row: number, timeUs: number): LogRecord {
    const { fields, trace, needsBody } = fate.plan;
    if (fields.length > 0 || trace !== undefined || needsBody)
      return this.#records.of(signatureId, fate.service, fate.plan, reader, row, timeUs);
    const known = this.#shared.get(fate);
    if (known !== undefined) return known;
    const made = this.#records.of(signatureId, fate.service, fate.plan, reader, row, timeUs);
    this.#shared.set(fate, made);
    return made;
  }

  /** Where the form tells which policies match, they are not asked again. */
  #decided(
    { all, some }: SignaturePlan,
    record: LogRecord,
    nowMs: number,
  ): { readonly decision: Decision; readonly matched: readonly number[] } {
    if (some.length > 0) return this.#evaluator.decideAndTell(record, nowMs);
    return { decision: this.#evaluator.decideMatched(all, record, nowMs), matched: all };
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
      const timeUs = view.core().times[row];
      const decision =
        fate.decision ??
        this.#evaluator.decideAndTell(
          this.#records.of(block.ids[local], fate.service, fate.plan, view.reader(), row, timeUs),
          timeUs / US_PER_MS,
        ).decision;
      if (!decision.keep) this.#lost.push({ recordId: id, policyId: this.#evaluator.policies[decision.policy ?? -1]?.id ?? '' });
    }
  }

  #bucketOf(timeUs: number): number {
    return placeIn(this.#buckets, timeUs);
  }

  #barOf(timeUs: number): number {
    return placeIn(this.#volume.bars, timeUs);
  }
}

function placeIn({ fromUs, widthUs, count }: Buckets, timeUs: number): number {
  if (timeUs === NO_TIME) return -1;
  const place = Math.floor((timeUs - fromUs) / widthUs);
  return place >= 0 && place < count ? place : -1;
}

/** Index of ERROR in LEVELS. */
const FIRST_ERROR = 5;
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
