import { levelAt, SEVERITY_NUMBER } from '../../base/level.ts';
import { NO_TIME, US_PER_MS } from '../../base/time.ts';
import type { Decision } from '../../policy/evaluate/decision.ts';
import { Evaluator } from '../../policy/evaluate/evaluator.ts';
import type { Policy } from '../../policy/model/policy.ts';
import { countsOfMatch, rowsOfMatch } from '../matched-rows.ts';
import type { BlockView } from '../matcher.ts';
import type { Control, Question, Shard } from '../shard.ts';
import type { Buckets } from '../spread.ts';
import { PolicyTallies, type PolicyTally } from './policy-tallies.ts';
import { ReplaySums, type ReplayTable } from './replay-sums.ts';
import { RowRecords } from './row-records.ts';
import { type SignaturePlan, SignaturePlans } from './signature-plan.ts';
import { TraceFates, type TraceTotals } from './trace-fates.ts';

export interface ReplayParams {
  readonly question: Question;
  /** Valid ones, in order of their ids. */
  readonly policies: readonly Policy[];
  readonly buckets: Buckets;
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
  readonly entry: number;
  /** Absent: each record has its own. */
  readonly decision: Decision | undefined;
}

/**
 * Puts every record of a question before policies, as one instance of a program would: what depends only on the form of a record is decided
 * once per signature, values are read where a decision hangs on them, and no line is rebuilt.
 */
export async function replay(
  shard: Shard,
  { question, policies, buckets, samples, watched }: ReplayParams,
  control: Control,
): Promise<ReplayShare> {
  const run = new Replay(shard, policies, buckets, samples, watched);
  for await (const { view, match } of shard.matches(question, control)) {
    // Everything of the block, mostly.
    const found = countsOfMatch(match, view);
    run.addBlock(view, found, () => rowsOfMatch(match, view));
  }
  return run.share();
}

class Replay {
  readonly #shard: Shard;
  readonly #evaluator: Evaluator;
  readonly #plans: SignaturePlans;
  readonly #records: RowRecords;
  readonly #sums: ReplaySums;
  readonly #tallies: PolicyTallies;
  readonly #traces = new TraceFates();
  readonly #buckets: Buckets;
  readonly #watched: ReadonlySet<string>;
  readonly #lost: LostRecord[] = [];
  readonly #fates = new Map<string, Fate>();
  readonly #asksTraces: boolean;
  #readOneByOne = 0;

  constructor(shard: Shard, policies: readonly Policy[], buckets: Buckets, samples: number, watched: readonly string[]) {
    this.#shard = shard;
    this.#evaluator = new Evaluator(policies, { random: seededRandom(1) });
    this.#plans = new SignaturePlans(shard, this.#evaluator.policies);
    this.#records = new RowRecords(shard);
    this.#sums = new ReplaySums(buckets.count);
    this.#tallies = new PolicyTallies(this.#evaluator.policies, samples);
    this.#buckets = buckets;
    this.#watched = new Set(watched);
    this.#asksTraces = policies.some(({ log_filter, log_sampling }) => log_filter?.action === 'ACTION_DROP' || log_sampling !== undefined);
  }

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
      const bucket = this.#bucketOf(firstUs[local]);
      const isWhole =
        found[local] === counts[local] && bucket === this.#bucketOf(lastUs[local]) && !this.#isReadForTraces(ids[local], fate);
      if (fate.decision !== undefined && isWhole) this.#addAll(fate, fate.decision, view, local, found[local], bytes[local], bucket);
      else {
        isOpen[local] = 1;
        anyOpen = true;
      }
    }
    this.#checkWatched(view, fates);
    if (anyOpen) this.#addRows(view, fates, isOpen, rowsOf());
  }

  share(): ReplayShare {
    return {
      table: this.#sums.table(),
      policies: this.#tallies.result(),
      traces: this.#traces.totals(),
      lost: this.#lost,
      readOneByOne: this.#readOneByOne,
    };
  }

  #fateOf(signatureId: number, sourceId: number): Fate {
    const { table } = this.#shard;
    const service = this.#shard.serviceOf(signatureId, sourceId);
    const key = `${signatureId} ${service}`;
    const known = this.#fates.get(key);
    if (known !== undefined) return known;
    const plan = this.#plans.of(signatureId, service);
    const { fingerprint } = table.templates.patterns[table.patternOf(signatureId)];
    const entry = this.#sums.entryOf(fingerprint, table.level[signatureId], table.services[service]);
    const fate = { plan, service, entry, decision: this.#decisionByForm(plan, table.level[signatureId]) };
    this.#fates.set(key, fate);
    return fate;
  }

  #decisionByForm({ all, some }: SignaturePlan, level: number): Decision | undefined {
    return some.length > 0 ? undefined : this.#evaluator.decideByForm(all, this.#evaluator.guards(SEVERITY_NUMBER[levelAt(level)]));
  }

  /** Records of traces are read where policies take some of them, or where they are errors, whose traces others want to see. */
  #isReadForTraces(signatureId: number, { plan, decision }: Fate): boolean {
    if (!this.#asksTraces || plan.trace === undefined) return false;
    return this.#shard.table.level[signatureId] >= FIRST_ERROR || decision?.keep === false;
  }

  #addAll(fate: Fate, decision: Decision, view: BlockView, local: number, records: number, bytes: number, bucket: number): void {
    this.#sums.add(fate.entry, records, bytes, bucket, decision.keep ? decision.weight : 0);
    this.#tallies.add(fate.plan.all, decision, records, bytes, this.#patternOf(view, local));
    if (fate.plan.all.length === 0) return;
    // One stands for all in the samples.
    const wanted = this.#tallies.wantsSample(fate.plan.all, decision);
    if (!wanted) return;
    const rows = view.reader().rowsOf(local);
    for (const row of rows.subarray(0, SAMPLED_AT_ONCE)) this.#tallies.sample(fate.plan.all, decision, `${view.block.id}-${row}`);
  }

  #addRows(view: BlockView, fates: readonly (Fate | undefined)[], isOpen: Uint8Array, rows: Uint32Array): void {
    const { block } = view;
    const { times, signatures } = view.core();
    const reader = view.reader();
    const { ids } = block;
    for (const row of rows) {
      const local = signatures[row];
      const fate = fates[local];
      if (isOpen[local] === 0 || fate === undefined) continue;
      const bytes = reader.byteCount(row) + 1;
      const timeUs = times[row];
      const bucket = this.#bucketOf(timeUs);
      const signatureId = ids[local];
      const isTraced = this.#isReadForTraces(signatureId, fate);
      let { decision } = fate;
      let matched = fate.plan.all;
      if (decision === undefined || isTraced) {
        const record = this.#records.of(signatureId, fate.service, fate.plan, reader, row, timeUs);
        if (decision === undefined) {
          this.#readOneByOne++;
          const decided = this.#evaluator.decideAndTell(record, timeUs / US_PER_MS);
          decision = decided.decision;
          matched = decided.matched;
        }
        if (this.#asksTraces) this.#traces.add(record.traceId, record.severityNumber >= 17, matched.length > 0, decision.keep);
      }
      this.#sums.add(fate.entry, 1, bytes, bucket, decision.keep ? decision.weight : 0);
      this.#tallies.add(matched, decision, 1, bytes, this.#patternOf(view, local));
      if (matched.length > 0 && this.#tallies.wantsSample(matched, decision)) this.#tallies.sample(matched, decision, `${block.id}-${row}`);
    }
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

  #patternOf(view: BlockView, local: number): string {
    const { table } = this.#shard;
    return table.templates.patterns[table.patternOf(view.block.ids[local])].fingerprint;
  }

  #bucketOf(timeUs: number): number {
    const { fromUs, widthUs, count } = this.#buckets;
    if (timeUs === NO_TIME) return -1;
    const bucket = Math.floor((timeUs - fromUs) / widthUs);
    return bucket >= 0 && bucket < count ? bucket : -1;
  }
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
