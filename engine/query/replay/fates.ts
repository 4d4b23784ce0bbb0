import type { Decision } from '../../policy/evaluate/decision.ts';
import type { Chance, Evaluator } from '../../policy/evaluate/evaluator.ts';
import type { Shard } from '../shard.ts';
import type { ReplaySums } from './replay-sums.ts';
import type { RowRecords } from './row-records.ts';
import { NOTHING, type SignaturePlan, type SignaturePlans } from './signature-plan.ts';

/** A signature in a service, whose records all become the same, go by chance, or have to be read. */
export interface Fate {
  readonly plan: SignaturePlan;
  readonly service: number;
  readonly pattern: string;
  readonly level: number;
  readonly entry: number;
  /** Both absent: each record has its own. */
  readonly decision: Decision | undefined;
  readonly chance: Chance | undefined;
  /** Some policy matches some of them. */
  readonly isTouched: boolean;
  /** They are taken, or are errors, whose traces others want to see. */
  readonly isReadForTraces: boolean;
}

/** Index of ERROR in LEVELS. */
export const FIRST_ERROR = 5;

/** What becomes of each signature, worked out when it is first met. */
export class Fates {
  readonly #shard: Shard;
  readonly #evaluator: Evaluator;
  readonly #plans: SignaturePlans;
  readonly #records: RowRecords;
  readonly #sums: ReplaySums;
  readonly #asksTraces: boolean;
  /** By signature; of the same one in sources of other services by both. */
  readonly #first: (Fate | undefined)[] = [];
  readonly #others = new Map<string, Fate>();
  /** By entry, of signatures that no policy has to do with: they share everything. */
  readonly #untouched: Fate[] = [];

  constructor(shard: Shard, evaluator: Evaluator, plans: SignaturePlans, records: RowRecords, sums: ReplaySums, asksTraces: boolean) {
    this.#shard = shard;
    this.#evaluator = evaluator;
    this.#plans = plans;
    this.#records = records;
    this.#sums = sums;
    this.#asksTraces = asksTraces;
  }

  of(signatureId: number, sourceId: number): Fate {
    const service = this.#shard.serviceOf(signatureId, sourceId);
    const first = this.#first[signatureId];
    if (first?.service === service) return first;
    const known = first === undefined ? undefined : this.#others.get(`${signatureId} ${service}`);
    if (known !== undefined) return known;
    const fate = this.#fateOf(signatureId, service);
    if (first === undefined) this.#first[signatureId] = fate;
    else this.#others.set(`${signatureId} ${service}`, fate);
    return fate;
  }

  #fateOf(signatureId: number, service: number): Fate {
    const { table } = this.#shard;
    const plan = this.#plans.of(signatureId, service);
    const pattern = table.templates.patterns[table.patternOf(signatureId)].fingerprint;
    const level = table.level[signatureId];
    const entry = this.#sums.entryOf(pattern, level, table.services[service]);
    const untouched = plan === NOTHING ? this.#untouched[entry] : undefined;
    if (untouched !== undefined) return untouched;
    const outcome = this.#outcomeOf(plan, signatureId, service);
    const [decision, chance] = outcome !== undefined && 'rejected' in outcome ? [undefined, outcome] : [outcome, undefined];
    const fate = {
      plan,
      service,
      pattern,
      level,
      decision,
      chance,
      entry,
      isTouched: plan.all.length + plan.some.length > 0,
      isReadForTraces: this.#asksTraces && plan.trace !== undefined && (level >= FIRST_ERROR || decision?.keep === false),
    };
    if (plan === NOTHING) this.#untouched[entry] = fate;
    return fate;
  }

  #outcomeOf(plan: SignaturePlan, signatureId: number, service: number): Decision | Chance | undefined {
    if (plan.some.length > 0) return undefined;
    const record = this.#records.withoutValues(signatureId, service);
    const isRead = plan.needsBody || plan.fields.length > 0 || plan.trace !== undefined;
    return isRead ? this.#evaluator.decideByForm(plan.all, record.severityNumber) : this.#evaluator.decideAlike(plan.all, record);
  }
}
