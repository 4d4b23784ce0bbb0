import { SLOT } from '../../base/slot-kind.ts';
import { type Control, countsOfMatch, type Question, type Shard } from '../shard.ts';

/** The same question with all conditions, and without those on one field each. */
export interface FacetQuestions {
  readonly all: Question;
  readonly withoutLevel: Question;
  readonly withoutService: Question;
  readonly withoutSource: Question;
}

export interface FacetShare {
  readonly levels: Float64Array;
  readonly services: Map<string, number>;
  readonly sources: Map<number, number>;
  readonly fields: Map<string, { records: number; numeric: boolean }>;
}

const NUMERIC_KINDS: ReadonlySet<number> = new Set([SLOT.number, SLOT.duration, SLOT.size]);

export async function facets(shard: Shard, { questions }: { readonly questions: FacetQuestions }, control: Control): Promise<FacetShare> {
  const { table } = shard;
  const levels = new Float64Array(7);
  const services = new Map<string, number>();
  const sources = new Map<number, number>();
  const same = (a: Question, b: Question): boolean => JSON.stringify(a.node) === JSON.stringify(b.node);
  const all = await countsBySignature(shard, questions.all, control);
  const of = async (question: Question): Promise<SignatureCounts> =>
    same(question, questions.all) ? all : countsBySignature(shard, question, control);
  (await of(questions.withoutLevel)).bySignature.forEach((count, signature) => {
    levels[table.level[signature]] += count;
  });
  (await of(questions.withoutService)).bySignature.forEach((count, signature) => {
    const service = table.service[signature];
    if (count > 0 && service !== 0) services.set(table.services[service], (services.get(table.services[service]) ?? 0) + count);
  });
  for (const [source, count] of (await of(questions.withoutSource)).bySource) sources.set(source, count);
  const fields = new Map<string, { records: number; numeric: boolean }>();
  for (let signature = 0; signature < all.bySignature.length; signature++) {
    const count = all.bySignature[signature];
    if (count === 0) continue;
    if ((signature & 255) === 0) await control.breathe();
    for (const field of table.open(signature).fields) {
      const numeric = NUMERIC_KINDS.has(field.kind);
      const known = fields.get(field.name);
      if (known === undefined) fields.set(field.name, { records: count, numeric });
      else {
        known.records += count;
        known.numeric &&= numeric;
      }
    }
  }
  return { levels, services, sources, fields };
}

interface SignatureCounts {
  readonly bySignature: Float64Array;
  readonly bySource: Map<number, number>;
}

async function countsBySignature(shard: Shard, question: Question, control: Control): Promise<SignatureCounts> {
  const bySignature = new Float64Array(shard.table.count);
  const bySource = new Map<number, number>();
  for await (const { view, match } of shard.matches(question, control)) {
    const { ids, sourceId } = view.block;
    const counts = countsOfMatch(match, view);
    for (let local = 0; local < ids.length; local++) bySignature[ids[local]] += counts[local];
    bySource.set(sourceId, (bySource.get(sourceId) ?? 0) + match.count);
  }
  return { bySignature, bySource };
}
