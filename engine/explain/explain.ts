import type { Incident } from '../analysis/anomalies/incidents.ts';
import { throwIfCancelled } from '../base/app-error.ts';
import type { Asked } from '../query/answers.ts';
import type { Explorer } from '../query/explorer.ts';
import type { BareRecord } from '../query/record-view.ts';
import { askModel, type ModelAnswer, outputTokensIn, Spent } from './ask-model.ts';
import { checkAll, numberCheck, unfoundIn } from './check.ts';
import { explainPrompt } from './context.ts';
import { type CheckedStatement, type ExplainEvent, type ModelUse, NO_MODEL } from './events.ts';
import { EvidenceList } from './evidence.ts';
import type { IncidentFacts } from './facts/facts.ts';
import { gatherFacts } from './facts/gather.ts';
import type { MaskChoice } from './mask.ts';
import type { NumberCheck } from './numbers.ts';
import { EXPLAIN_1 } from './prompts/explain-1.ts';
import type { Deadlines } from './providers/deadlines.ts';
import { type ModelProvider, ProviderFailure } from './providers/provider.ts';
import { explainByRules, type RuleExplanation } from './rules/explain-by-rules.ts';
import type { Finding } from './rules/rule.ts';
import { plural, wordsIn } from './words.ts';

/** A model that shall put it into words, and on which terms. */
export interface ModelTerms {
  readonly provider: ModelProvider;
  /** False: nothing may be sent to it. */
  readonly allowed: boolean;
  readonly mask: MaskChoice;
  /** Records whose text may be sent. */
  readonly maxRecords: number;
  readonly contextTokens: number;
  readonly deadlines: Deadlines;
  /** Told before each question how many bytes go out. */
  readonly onSent: (bytes: number) => void;
  /** Told what an explanation took, failed ones as well; answers what it cost and what all have taken. */
  readonly count: (tokens: { readonly inputTokens: number; readonly outputTokens: number }) => {
    readonly use: ModelUse;
    readonly totalUse: ModelUse & { readonly calls: number };
  };
}

export interface ExplainRequest {
  readonly explorer: Explorer;
  /** What the incident was found in. */
  readonly asked: Asked;
  readonly incident: Incident;
  readonly templates: ReadonlyMap<string, string>;
  readonly bucketUs: number;
  readonly timeZone: string;
  /** Absent: the rules explain. */
  readonly model?: ModelTerms | undefined;
  readonly signal: AbortSignal;
}

/**
 * Puts an incident into words.
 * @throws AppError BAD_QUERY, CANCELLED
 */
export async function* explain(request: ExplainRequest): AsyncGenerator<ExplainEvent> {
  const startedMs = performance.now();
  const { explorer, asked, incident, templates, bucketUs, model, signal } = request;
  const words = wordsIn(request.timeZone);
  const facts = await gatherFacts(explorer, asked, incident, templates, bucketUs, signal);
  const byRules = explainByRules(facts, words);
  const evidence = evidenceOf(byRules, facts, model?.maxRecords);
  yield { kind: 'evidence', evidence: [...evidence.records] };
  const numbers = await numberCheck(explorer, asked, facts, evidence.records, words, signal);
  const spent = new Spent();
  const byModel =
    model === undefined
      ? undefined
      : yield* explainByModel(request, model, { facts, byRules, evidence, numbers, spent, findings: byRules.findings });
  const { statements, withheld } = byModel ?? (yield* toldByRules(byRules, evidence, numbers));
  yield { kind: 'missing', text: byModel?.missing ?? byRules.missing };
  yield { kind: 'next', steps: [...byRules.next] };
  yield { kind: 'checked', checks: await checkAll(explorer, statements, withheld, evidence.records, signal) };
  const wasAsked = spent.inputTokens + spent.outputTokens > 0 || byModel !== undefined;
  yield {
    kind: 'done',
    elapsedMs: performance.now() - startedMs,
    firstWordMs: spent.firstWordMs,
    ...(wasAsked ? model?.count(spent) : {}),
  };
}

/** What the rules cite; for a model some more records of what deviates. */
function evidenceOf(
  { findings }: RuleExplanation,
  { warnings, silences, start }: IncidentFacts,
  maxRecords: number | undefined,
): EvidenceList {
  const cited = findings.flatMap(({ title, records }) => records.map((record) => ({ record, why: title })));
  if (maxRecords === undefined) return new EvidenceList(cited);
  const example = (record: BareRecord | undefined, why: string) => (record === undefined ? [] : [{ record, why }]);
  const more = [
    ...warnings.flatMap(({ first, last }) => [...example(first, 'first of its pattern'), ...example(last, 'last of its pattern')]),
    ...silences.flatMap(({ before }) => example(before, 'last before it stopped')),
    ...example(start?.other?.first, 'another start'),
    ...example(start?.other?.last, 'another start'),
  ];
  const unique = [...new Map([...cited, ...more].map((one) => [one.record.id, one])).values()];
  return new EvidenceList(unique.slice(0, Math.max(1, maxRecords)));
}

async function* toldByRules(
  { headline, findings, asked }: RuleExplanation,
  evidence: EvidenceList,
  numbers: NumberCheck,
): AsyncGenerator<ExplainEvent, { readonly statements: CheckedStatement[]; readonly withheld: number }> {
  const stated = ({ title, text, records }: Finding): CheckedStatement => ({
    title: title === '' ? undefined : title,
    text,
    evidence: evidence.numbersOf(records),
    unfound: unfoundIn(text, numbers),
  });
  const list = asked.map(({ rule: { name, description }, finding }) => {
    const found = finding === undefined ? undefined : stated(finding);
    // Where few records are wanted as evidence, it may be left with none to rest on.
    return { name, description, found: found?.evidence.length === 0 ? undefined : found };
  });
  yield { kind: 'by', explainer: NO_MODEL, rules: { applied: findings.length, all: asked.length, list } };
  const statements: CheckedStatement[] = [];
  for (const finding of [...(headline === undefined ? [] : [headline]), ...findings]) {
    const statement = stated(finding);
    // Where few records are wanted as evidence, not every finding has one of them.
    if (statement.evidence.length === 0) continue;
    statements.push(statement);
    yield { kind: finding === headline ? 'headline' : 'statement', statement };
  }
  return { statements, withheld: 0 };
}

interface Prepared {
  readonly facts: IncidentFacts;
  readonly byRules: RuleExplanation;
  readonly findings: readonly Finding[];
  readonly evidence: EvidenceList;
  readonly numbers: NumberCheck;
  readonly spent: Spent;
}

/** @returns undefined where the rules have to take over; that was said then */
async function* explainByModel(
  { templates, timeZone, signal }: ExplainRequest,
  { provider, allowed, mask, contextTokens, deadlines, onSent }: ModelTerms,
  { facts, findings, evidence, numbers, spent }: Prepared,
): AsyncGenerator<ExplainEvent, ModelAnswer | undefined> {
  const words = wordsIn(timeZone);
  const maxTokens = contextTokens - outputTokensIn(contextTokens);
  const prompt = explainPrompt({ facts, findings, evidence, templates, mask, maxTokens, words });
  yield { kind: 'prompt', explainer: provider.info, prompt, sent: allowed };
  if (!allowed) {
    const message = `Nothing was sent to ${provider.info.address ?? 'the model'}: it is not on this computer, and sending ${plural(prompt.records, 'record')} of this investigation there was not allowed. The rules explain instead.`;
    yield { kind: 'fallback', reason: 'no-consent', message };
    return undefined;
  }
  try {
    const question = {
      provider,
      prompt,
      evidence,
      deadlines,
      contextTokens,
      onSent,
      again: EXPLAIN_1.again,
      unfoundIn: (text: string) => unfoundIn(text, numbers),
      signal,
    };
    return yield* askModel(question, spent);
  } catch (error) {
    throwIfCancelled(signal);
    if (!(error instanceof ProviderFailure)) throw error;
    yield { kind: 'fallback', reason: error.reason, message: `${error.message} The rules explain instead.` };
    return undefined;
  }
}
