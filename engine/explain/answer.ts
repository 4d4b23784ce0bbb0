import { z } from 'zod';
import { parsePartialJson } from './partial-json.ts';

const Said = z.object({
  // Before the text: what is being written is shown only once it is known to rest on something.
  evidence: z.array(z.int()).describe('numbers of the evidence records that show this'),
  text: z.string().min(1).max(1_000),
});

/** What a model has to answer. */
export const Answer = z.object({
  headline: Said.describe('the most likely cause in one or two sentences'),
  statements: z.array(Said).min(1).max(12).describe('what happened, in the order of time, one fact each'),
  notInLogs: z.string().max(1_000).describe('what would have to be known and is not in the records'),
});
export type Answer = z.output<typeof Answer>;
export type Said = z.output<typeof Said>;

export const ANSWER_SCHEMA: object = z.toJSONSchema(Answer, { target: 'draft-7' });

/** An answer while it is being written. */
export interface AnswerSoFar {
  readonly headline: Said | undefined;
  /** Those that are written to their end. */
  readonly statements: readonly Said[];
  readonly draft: { readonly text: string; readonly evidence: number[] } | undefined;
}

export function readSoFar(text: string): AnswerSoFar {
  const { value, open } = parsePartialJson(text);
  const fields = isObject(value) ? value : {};
  const list = Array.isArray(fields.statements) ? fields.statements : [];
  const isOpenStatement = open[0] === 'statements' && open.length > 2;
  const closed = isOpenStatement ? list.slice(0, Number(open[1])) : list;
  const openValue = isOpenStatement ? list[Number(open[1])] : undefined;
  return {
    headline: open[0] === 'headline' ? undefined : said(fields.headline),
    statements: closed.flatMap((one) => said(one) ?? []),
    draft: open.at(-1) === 'text' ? said(openValue ?? (open[0] === 'headline' ? fields.headline : undefined)) : undefined,
  };
}

/** @returns the answer, or what is wrong with it, in words the model can mend it by */
export function readAnswer(text: string): { readonly answer: Answer } | { readonly problem: string } {
  const { value, open } = parsePartialJson(text);
  if (value === undefined) return { problem: 'it is no JSON object' };
  if (open.length > 0) return { problem: 'the JSON ends in the middle' };
  const parsed = Answer.safeParse(value);
  if (parsed.success) return { answer: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: issue === undefined ? 'it does not fit the schema' : `at ${issue.path.join('.') || 'its top'}: ${issue.message}` };
}

function said(value: unknown): Said | undefined {
  const parsed = Said.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
