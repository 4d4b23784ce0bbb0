import { ANSWER_SCHEMA, readAnswer, readSoFar, type Said } from './answer.ts';
import type { CheckedStatement, ExplainEvent, SentPrompt } from './events.ts';
import type { EvidenceList } from './evidence.ts';
import { type Deadlines, withDeadlines } from './providers/deadlines.ts';
import { type ModelProvider, ProviderFailure } from './providers/provider.ts';

const MOST_OUTPUT_TOKENS = 1_500;

/** Tokens an answer may have: of a small window the prompt needs most. */
export function outputTokensIn(contextTokens: number): number {
  return Math.min(MOST_OUTPUT_TOKENS, Math.floor(contextTokens / 3));
}
/** Asked once more where the answer cannot be used; then the rules explain. */
const ATTEMPTS = 2;

export interface ModelQuestion {
  readonly provider: ModelProvider;
  readonly prompt: SentPrompt;
  readonly evidence: EvidenceList;
  readonly deadlines: Deadlines;
  readonly contextTokens: number;
  /** What a model is told whose answer cannot be used. */
  readonly again: (problem: string) => string;
  readonly onSent: (bytes: number) => void;
  readonly unfoundIn: (text: string) => string[];
  readonly signal: AbortSignal;
}

/** What came of a model: its statements, all of them told already. */
export interface ModelAnswer {
  readonly statements: CheckedStatement[];
  readonly withheld: number;
  readonly missing: string;
}

/** What was asked of a model and what it took, over all attempts; filled while they go on, so that failed ones count as well. */
export class Spent {
  inputTokens = 0;
  outputTokens = 0;
  firstWordMs: number | undefined;
}

/**
 * Asks a model and passes on what can be shown as it comes.
 * @throws ProviderFailure
 */
export async function* askModel(question: ModelQuestion, spent: Spent): AsyncGenerator<ExplainEvent, ModelAnswer> {
  let { messages } = question.prompt;
  let problem = '';
  const startedMs = performance.now();
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    yield {
      kind: 'by',
      explainer: question.provider.info,
      ...(attempt === 1 ? {} : { again: `the answer could not be used: ${problem}` }),
    };
    question.onSent(messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0));
    const written = yield* oneAnswer(question, messages, spent, startedMs);
    if (!('problem' in written)) return written;
    problem = written.problem;
    messages = [...messages, { role: 'assistant', content: written.text }, { role: 'user', content: question.again(problem) }];
    if (!written.text.includes('{') && written.text.trim() !== '' && attempt === ATTEMPTS)
      throw new ProviderFailure('refused', `${name(question)} gave no explanation but said: “${written.text.trim().slice(0, 200)}”`);
  }
  throw new ProviderFailure('invalid', `${name(question)} gave no answer that can be used, twice: ${problem}.`);
}

async function* oneAnswer(
  { provider, evidence, deadlines, contextTokens, unfoundIn, signal }: ModelQuestion,
  messages: SentPrompt['messages'],
  spent: Spent,
  startedMs: number,
): AsyncGenerator<ExplainEvent, ModelAnswer | { readonly problem: string; readonly text: string }> {
  const who = provider.info.model ?? provider.info.provider;
  const request = { messages, schema: ANSWER_SCHEMA, maxOutputTokens: outputTokensIn(contextTokens), contextTokens };
  const pieces = withDeadlines(who, deadlines, signal, (inner) => provider.chat(request, inner));
  const shown: CheckedStatement[] = [];
  let text = '';
  let hasHeadline = false;
  let told = 0;
  const isSupported = ({ evidence: cited }: Said): boolean => cited.length > 0 && cited.every((number) => evidence.has(number));
  const checked = (one: Said): CheckedStatement => ({
    text: one.text,
    evidence: [...new Set(one.evidence)].sort((a, b) => a - b),
    unfound: unfoundIn(one.text),
  });
  try {
    for (;;) {
      const next = await pieces.next();
      if (next.done === true) {
        spent.inputTokens += next.value.inputTokens;
        spent.outputTokens += next.value.outputTokens;
        break;
      }
      spent.firstWordMs ??= performance.now() - startedMs;
      text += next.value;
      const { headline, statements, draft } = readSoFar(text);
      if (headline !== undefined && !hasHeadline) {
        hasHeadline = true;
        if (isSupported(headline)) yield { kind: 'headline', statement: keep(shown, checked(headline)) };
      }
      for (; told < statements.length; told++) {
        const one = statements[told];
        if (isSupported(one)) yield { kind: 'statement', statement: keep(shown, checked(one)) };
      }
      if (draft !== undefined && isSupported(draft)) yield { kind: 'draft', text: draft.text, evidence: draft.evidence };
    }
  } finally {
    await pieces.return({ inputTokens: 0, outputTokens: 0, cut: false });
  }
  const read = readAnswer(text);
  if ('problem' in read) return { problem: read.problem, text };
  const { headline, statements, notInLogs } = read.answer;
  const withheld = [headline, ...statements].filter((one) => !isSupported(one)).length;
  if (shown.length === 0) return { problem: 'no statement cites evidence that exists', text };
  return { statements: shown, withheld, missing: notInLogs };
}

function keep(shown: CheckedStatement[], statement: CheckedStatement): CheckedStatement {
  shown.push(statement);
  return statement;
}

function name({ provider }: ModelQuestion): string {
  return provider.info.model ?? provider.info.provider;
}
