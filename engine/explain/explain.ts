import type { Incident } from '../analysis/anomalies/incidents.ts';
import type { Asked } from '../query/answers.ts';
import type { Explorer } from '../query/explorer.ts';
import { checkAll, numberCheck, unfoundIn } from './check.ts';
import { type CheckedStatement, type ExplainEvent, NO_MODEL } from './events.ts';
import { EvidenceList } from './evidence.ts';
import { gatherFacts } from './facts/gather.ts';
import { explainByRules, RULES } from './rules/explain-by-rules.ts';
import type { Finding } from './rules/rule.ts';
import { wordsIn } from './words.ts';

export interface ExplainRequest {
  readonly explorer: Explorer;
  /** What the incident was found in. */
  readonly asked: Asked;
  readonly incident: Incident;
  readonly templates: ReadonlyMap<string, string>;
  readonly bucketUs: number;
  readonly timeZone: string;
  readonly signal: AbortSignal;
}

/**
 * Puts an incident into words.
 * @throws AppError BAD_QUERY, CANCELLED
 */
export async function* explain(request: ExplainRequest): AsyncGenerator<ExplainEvent> {
  const startedMs = performance.now();
  const { explorer, asked, incident, templates, bucketUs, signal } = request;
  const words = wordsIn(request.timeZone);
  const facts = await gatherFacts(explorer, asked, incident, templates, bucketUs, signal);
  const byRules = explainByRules(facts, words);
  const findings = [...(byRules.headline === undefined ? [] : [byRules.headline]), ...byRules.findings];
  const evidence = new EvidenceList(byRules.findings.flatMap(({ title, records }) => records.map((record) => ({ record, why: title }))));
  yield { kind: 'evidence', evidence: [...evidence.records] };
  const numbers = await numberCheck(explorer, asked, facts, evidence.records, words, signal);
  const stated = ({ title, text, records }: Finding): CheckedStatement => ({
    title: title === '' ? undefined : title,
    text,
    evidence: evidence.numbersOf(records),
    unfound: unfoundIn(text, numbers),
  });
  yield { kind: 'by', explainer: NO_MODEL, rules: { applied: byRules.findings.length, all: RULES.length } };
  const statements = findings.map(stated);
  for (const [index, statement] of statements.entries())
    yield index === 0 && byRules.headline !== undefined ? { kind: 'headline', statement } : { kind: 'statement', statement };
  yield { kind: 'missing', text: byRules.missing };
  yield { kind: 'next', steps: [...byRules.next] };
  yield { kind: 'checked', checks: await checkAll(explorer, statements, 0, evidence.records, signal) };
  yield { kind: 'done', elapsedMs: performance.now() - startedMs };
}
