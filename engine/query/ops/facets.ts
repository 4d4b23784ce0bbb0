import { SLOT } from '../../base/slot-kind.ts';
import { countsOfMatch } from '../matched-rows.ts';
import type { Control, Question, Shard } from '../shard.ts';

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
  (await of(questions.withoutService)).byService.forEach((count, service) => {
    if (service !== 0) services.set(table.services[service], count);
  });
  for (const [source, count] of (await of(questions.withoutSource)).bySource) sources.set(source, count);
  return { levels, services, sources, fields: await fieldsOf(shard, all.bySignature, control) };
}

/** Records per field name. Signatures with the same names and pattern are taken together: there are far fewer of those. */
async function fieldsOf(
  { table }: Shard,
  bySignature: Float64Array,
  control: Control,
): Promise<Map<string, { records: number; numeric: boolean }>> {
  table.outlineNames();
  const together = new Map<number, number>();
  const sets = table.fieldSets.length;
  for (let signature = 0; signature < bySignature.length; signature++) {
    if ((signature & 4_095) === 0) await control.breathe();
    const count = bySignature[signature];
    if (count === 0) continue;
    const key = table.patternOf(signature) * sets + table.fieldSet[signature];
    together.set(key, (together.get(key) ?? 0) + count);
  }
  const fields = new Map<string, { records: number; numeric: boolean }>();
  for (const [key, count] of together) {
    const own = table.fieldSets[key % sets];
    const ofPattern = table.templates.patterns[Math.floor(key / sets)].fields;
    const seen = new Set<string>();
    for (const { name, kind } of [...own, ...ofPattern]) {
      if (seen.has(name)) continue;
      seen.add(name);
      const numeric = NUMERIC_KINDS.has(kind);
      const known = fields.get(name);
      if (known === undefined) fields.set(name, { records: count, numeric });
      else {
        known.records += count;
        known.numeric &&= numeric;
      }
    }
  }
  return fields;
}

interface SignatureCounts {
  readonly bySignature: Float64Array;
  readonly bySource: Map<number, number>;
  /** By index into the table's services, 0 = none. */
  readonly byService: Map<number, number>;
}

async function countsBySignature(shard: Shard, question: Question, control: Control): Promise<SignatureCounts> {
  const bySignature = new Float64Array(shard.table.count);
  const bySource = new Map<number, number>();
  const byService = new Map<number, number>();
  for await (const { view, match } of shard.matches(question, control)) {
    const { ids, sourceId } = view.block;
    const counts = countsOfMatch(match, view);
    for (let local = 0; local < ids.length; local++) {
      if (counts[local] === 0) continue;
      bySignature[ids[local]] += counts[local];
      const service = shard.serviceOf(ids[local], sourceId);
      byService.set(service, (byService.get(service) ?? 0) + counts[local]);
    }
    bySource.set(sourceId, (bySource.get(sourceId) ?? 0) + match.count);
  }
  return { bySignature, bySource, byService };
}
