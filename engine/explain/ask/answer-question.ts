import { throwIfCancelled } from '../../base/app-error.ts';
import { bothOf, type FilterNode } from '../../base/filter/ast.ts';
import { formatQuery } from '../../base/filter/format.ts';
import { type Level, levelIndex } from '../../base/level.ts';
import type { TimeRange } from '../../base/time.ts';
import type { Explorer } from '../../query/explorer.ts';
import { askModel, outputTokensIn, Spent } from '../ask-model.ts';
import { checkAll, unfoundIn } from '../check.ts';
import { isAboutTrouble } from '../embed/by-meaning.ts';
import { type CheckedStatement, type ExplainEvent, NO_MODEL, type SentPrompt } from '../events.ts';
import { EvidenceList } from '../evidence.ts';
import type { ModelTerms } from '../explain.ts';
import { Mask } from '../mask.ts';
import { NumberCheck } from '../numbers.ts';
import { ANSWER_1 } from '../prompts/ask-1.ts';
import { ProviderFailure } from '../providers/provider.ts';
import type { Finding } from '../rules/rule.ts';
import { wordsIn } from '../words.ts';
import { answerByRules } from './answer-by-rules.ts';
import { answerFacts, knownOf } from './answer-facts.ts';
import { type KnownNames, type ReadPart, type ReadQuestion, readQuestion } from './read-question.ts';
import { translate, translatePrompt } from './translate.ts';

/** How a question was read: sent before anything of the answer. */
export interface ReadEvent {
  readonly kind: 'read';
  readonly query: string;
  readonly range: TimeRange | undefined;
  readonly parts: ReadPart[];
  /** Templates that were found by meaning, where words of the question stand in no record. */
  readonly meant: string[];
  /** Words that nothing was made of. */
  readonly unread: string | undefined;
}
export type AskEvent = ReadEvent | ExplainEvent;

export interface Question {
  readonly explorer: Explorer;
  readonly question: string;
  readonly known: KnownNames;
  /** Patterns under a query that mean something like a text, nearest first. */
  readonly byMeaning: (query: string, range: TimeRange | undefined, text: string) => Promise<readonly MeantPattern[]>;
  readonly model?: ModelTerms | undefined;
  readonly signal: AbortSignal;
}

export interface MeantPattern {
  readonly id: string;
  readonly template: string;
  readonly level: Level;
  readonly nearness: number;
}

/** As near as this part of the nearest is near enough, and no less near than that. */
const NEAR_PART = 0.8;
const LEAST_NEAR = 0.3;
const MOST_MEANT = 6;
/** Of a pattern's id in a query that a person reads: enough to tell some ten thousand apart. */
const ID_DIGITS = 8;
/** On the safe side: what is cut off at the end of a prompt is evidence. */
const CHARACTERS_PER_TOKEN = 2;

/**
 * Makes a query of a question and answers it from its records.
 * @throws AppError CANCELLED; those of `byMeaning`
 */
export async function* answerQuestion(asked: Question): AsyncGenerator<AskEvent> {
  const startedMs = performance.now();
  const { explorer, question, known, model, signal } = asked;
  const words = wordsIn(known.timeZone);
  const spent = new Spent();
  const byRules = readQuestion(question, known);
  const failed: { message?: string; reason?: ProviderFailure['reason'] } = {};
  const translated = model === undefined ? undefined : yield* readByModel(asked, model, spent, failed);
  const read = translated ?? (await withRest(asked, byRules));
  yield { kind: 'read', query: formatQuery(read.node), range: read.range, parts: read.parts, meant: read.meant, unread: read.unread };
  const facts = await answerFacts(explorer, read.node, read.range, signal);
  const answer = answerByRules(facts, byRules.wanted, words);
  const findings = [...(answer.headline === undefined ? [] : [answer.headline]), ...answer.findings];
  const evidence = new EvidenceList(findings.flatMap(({ title, records }) => records.map((record) => ({ record, why: title }))));
  yield { kind: 'evidence', evidence: [...evidence.records] };
  const range = read.range ?? known.range;
  const timesUs = [...evidence.records.flatMap(({ timeUs }) => timeUs ?? []), range.fromUs, range.untilUs];
  const check = new NumberCheck(
    knownOf(facts, [...evidence.records.map(({ service = '', text }) => `${service} ${text}`), question], timesUs),
    words,
  );
  const unfound = (text: string): string[] => unfoundIn(text, check);

  let statements: CheckedStatement[] | undefined;
  let withheld = 0;
  let { missing } = answer;
  if (model !== undefined && failed.reason === undefined && facts.records > 0) {
    const mask = new Mask(model.mask);
    const prompt = answerPrompt(question, formatQuery(read.node), findings, evidence, mask, model.contextTokens, words.clock);
    yield { kind: 'prompt', explainer: model.provider.info, prompt, sent: true };
    const { provider, deadlines, contextTokens, onSent } = model;
    try {
      const told = yield* askModel(
        { provider, prompt, evidence, deadlines, contextTokens, onSent, again: ANSWER_1.again, unfoundIn: unfound, signal },
        spent,
      );
      ({ statements, withheld, missing } = told);
    } catch (error) {
      throwIfCancelled(signal);
      if (!(error instanceof ProviderFailure)) throw error;
      failed.reason = error.reason;
      failed.message = error.message;
    }
  }
  if (failed.reason !== undefined) yield { kind: 'fallback', reason: failed.reason, message: `${failed.message} Rules answer instead.` };
  if (statements === undefined) {
    yield { kind: 'by', explainer: NO_MODEL };
    statements = findings.map(({ title, text, records }) => ({
      title: title === '' ? undefined : title,
      text,
      evidence: evidence.numbersOf(records),
      unfound: unfound(text),
    }));
    for (const [index, statement] of statements.entries())
      yield { kind: index === 0 && answer.headline !== undefined ? 'headline' : 'statement', statement };
  }
  yield { kind: 'missing', text: missing };
  yield { kind: 'checked', checks: await checkAll(explorer, statements, withheld, evidence.records, signal) };
  const wasAsked = spent.inputTokens + spent.outputTokens > 0;
  yield {
    kind: 'done',
    elapsedMs: performance.now() - startedMs,
    firstWordMs: spent.firstWordMs,
    ...(wasAsked ? model?.count(spent) : {}),
  };
}

interface Read {
  readonly node: FilterNode;
  readonly range: TimeRange | undefined;
  readonly parts: ReadPart[];
  readonly meant: string[];
  readonly unread: string | undefined;
}

/** What a question is about: words that records have, or else patterns that mean it. */
async function withRest({ explorer, byMeaning, signal }: Question, { node, range, parts, rest, about }: ReadQuestion): Promise<Read> {
  const plain = { node, range, parts: [...parts], meant: [], unread: rest === '' ? undefined : rest };
  if (rest === '') return plain;
  const texts: FilterNode = bothOf(rest.split(' ').map((text): FilterNode => ({ kind: 'text', text })));
  const literal = bothOf([node, texts]);
  if ((await explorer.count({ query: formatQuery(literal), range }, signal)) > 0)
    return { ...plain, node: literal, parts: [...parts, { words: rest, query: formatQuery(texts) }], unread: undefined };
  const near = await byMeaning(formatQuery(node), range, about);
  const least = Math.max(LEAST_NEAR, (near[0]?.nearness ?? 0) * NEAR_PART);
  const nearest = near.filter(({ nearness }) => nearness >= least).slice(0, MOST_MEANT);
  // Who asks what went wrong is not asking for what went well in the same words.
  const wrong = isAboutTrouble(about) ? nearest.filter(({ level }) => levelIndex(level) >= levelIndex('WARN')) : [];
  const meant = wrong.length > 0 ? wrong : nearest;
  if (meant.length === 0) return plain;
  const patterns: FilterNode = { kind: 'value', field: 'pattern', values: meant.map(({ id }) => id.slice(0, ID_DIGITS)) };
  return {
    ...plain,
    node: bothOf([node, patterns]),
    parts: [...parts, { words: rest, query: formatQuery(patterns) }],
    meant: meant.map(({ template }) => template),
    unread: undefined,
  };
}

/** @returns undefined where rules have to read it; why is in `failed` then */
async function* readByModel(
  { question, known, signal }: Question,
  model: ModelTerms,
  spent: Spent,
  failed: { message?: string; reason?: ProviderFailure['reason'] },
): AsyncGenerator<AskEvent, Read | undefined> {
  const prompt = translatePrompt(question, known);
  yield { kind: 'prompt', explainer: model.provider.info, prompt, sent: model.allowed };
  if (!model.allowed) {
    failed.reason = 'no-consent';
    failed.message = `Nothing was sent to ${model.provider.info.address ?? 'the model'}: it is not on this computer, and sending anything of this investigation there was not allowed.`;
    return undefined;
  }
  try {
    const { node, query, range } = await translate(model.provider, prompt, known, model, spent, signal);
    return { node, range, parts: [{ words: question, query }], meant: [], unread: undefined };
  } catch (error) {
    throwIfCancelled(signal);
    if (!(error instanceof ProviderFailure)) throw error;
    failed.reason = error.reason;
    failed.message = error.message;
    return undefined;
  }
}

function answerPrompt(
  question: string,
  query: string,
  findings: readonly Finding[],
  evidence: EvidenceList,
  mask: Mask,
  contextTokens: number,
  clock: (timeUs: number) => string,
): SentPrompt {
  const counted = findings.map(
    ({ title, text, records }) => `- ${title === '' ? 'In short' : title}: ${text} [${evidence.numbersOf(records).join(', ')}]`,
  );
  const lines = evidence.records.map(
    ({ number, timeUs, level, service, text }) =>
      `[${number}] ${timeUs === undefined ? '-' : clock(timeUs)} ${level} ${service ?? '-'} ${JSON.stringify(text)}`,
  );
  const content = `Question: ${JSON.stringify(question)}\nQuery: ${query || 'all records'}\n\nFacts, counted over all records of the query:\n${counted.join('\n')}\n\nEvidence records:\n${lines.join('\n')}`;
  const messages = [
    { role: 'system' as const, content: ANSWER_1.system },
    {
      role: 'user' as const,
      content: mask.apply(content).slice(0, (contextTokens - outputTokensIn(contextTokens)) * CHARACTERS_PER_TOKEN),
    },
  ];
  const bytes = messages.reduce((sum, message) => sum + Buffer.byteLength(message.content), 0);
  return { version: ANSWER_1.version, messages, records: evidence.records.length, bytes, masked: mask.count };
}
