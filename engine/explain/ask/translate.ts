import { z } from 'zod';
import { ALL, type FilterNode } from '../../base/filter/ast.ts';
import { parseQuery } from '../../base/filter/parse.ts';
import { isoOfUs, type TimeRange, US_PER_MS } from '../../base/time.ts';
import type { Spent } from '../ask-model.ts';
import type { SentPrompt } from '../events.ts';
import { parsePartialJson } from '../partial-json.ts';
import { TRANSLATE_1 } from '../prompts/ask-1.ts';
import type { Deadlines } from '../providers/deadlines.ts';
import { withDeadlines } from '../providers/deadlines.ts';
import { type ModelProvider, ProviderFailure } from '../providers/provider.ts';
import type { KnownNames } from './read-question.ts';

const Translation = z.object({ query: z.string().max(2_000), from: z.string().optional(), until: z.string().optional() });
const SCHEMA: object = z.toJSONSchema(Translation, { target: 'draft-7' });

const MOST_OUTPUT_TOKENS = 300;
const ATTEMPTS = 2;
const MOST_NAMES = 60;

export interface Translated {
  readonly node: FilterNode;
  readonly query: string;
  readonly range: TimeRange | undefined;
}

/** What a model is told to make a query of a question; of the records it gets the names of services and fields alone. */
export function translatePrompt(question: string, { services, fields, range, timeZone }: KnownNames): SentPrompt {
  const content = [
    `The log is from ${isoOfUs(range.fromUs)} to ${isoOfUs(range.untilUs)}; the engineer writes times in ${timeZone}.`,
    `Services: ${services.slice(0, MOST_NAMES).join(', ')}`,
    `Fields: ${fields.slice(0, MOST_NAMES).join(', ')}`,
    `Question: ${JSON.stringify(question)}`,
  ].join('\n');
  const messages = [
    { role: 'system' as const, content: TRANSLATE_1.system },
    { role: 'user' as const, content },
  ];
  const bytes = messages.reduce((sum, message) => sum + Buffer.byteLength(message.content), 0);
  return { version: TRANSLATE_1.version, messages, records: 0, bytes, masked: 0 };
}

/**
 * Has a model make a query of a question; one that does not parse is sent back once.
 * @throws ProviderFailure
 */
export async function translate(
  provider: ModelProvider,
  prompt: SentPrompt,
  known: KnownNames,
  terms: { readonly deadlines: Deadlines; readonly contextTokens: number; readonly onSent: (bytes: number) => void },
  spent: Spent,
  signal: AbortSignal,
): Promise<Translated> {
  const who = provider.info.model ?? provider.info.provider;
  let { messages } = prompt;
  let problem = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    terms.onSent(messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0));
    const request = { messages, schema: SCHEMA, maxOutputTokens: MOST_OUTPUT_TOKENS, contextTokens: terms.contextTokens };
    const pieces = withDeadlines(who, terms.deadlines, signal, (inner) => provider.chat(request, inner));
    let text = '';
    for (;;) {
      const next = await pieces.next();
      if (next.done === true) {
        spent.inputTokens += next.value.inputTokens;
        spent.outputTokens += next.value.outputTokens;
        break;
      }
      text += next.value;
    }
    const read = readTranslation(text, known.range);
    if ('node' in read) return read;
    problem = read.problem;
    messages = [...messages, { role: 'assistant', content: text }, { role: 'user', content: TRANSLATE_1.again(problem) }];
  }
  throw new ProviderFailure('invalid', `${who} made no query of the question that can be used, twice: ${problem}.`);
}

function readTranslation(text: string, log: TimeRange): Translated | { readonly problem: string } {
  const parsed = Translation.safeParse(parsePartialJson(text).value);
  if (!parsed.success) return { problem: 'it is not the JSON object that was asked for' };
  const { query, from, until } = parsed.data;
  const node = query.trim() === '' ? undefined : parseQuery(query);
  if (node !== undefined && !node.ok) return { problem: `the query does not parse: ${node.problem.message}` };
  const [fromUs, untilUs] = [from, until].map((time) => (time === undefined || time === '' ? undefined : Date.parse(time) * US_PER_MS));
  if (Number.isNaN(fromUs) || Number.isNaN(untilUs)) return { problem: 'a time is not written in ISO 8601' };
  const range =
    fromUs === undefined && untilUs === undefined ? undefined : { fromUs: fromUs ?? log.fromUs, untilUs: untilUs ?? log.untilUs };
  if (range !== undefined && range.untilUs <= range.fromUs) return { problem: '"until" is not after "from"' };
  return { node: node?.node ?? ALL, query: query.trim(), range };
}
