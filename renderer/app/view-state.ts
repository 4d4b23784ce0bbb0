import { z } from 'zod';
import { Range } from '#contract/common.ts';
import type { LookState } from './stores/history.ts';

const Look = z.object({
  version: z.literal(1),
  text: z.string(),
  range: Range.optional(),
  tab: z.enum(['patterns', 'records']),
  selection: z.object({ kind: z.enum(['pattern', 'record']), id: z.string() }).optional(),
});

/** The view state as text: what is kept with the investigation and what a copied link holds. */
export function writeLook(state: LookState): string {
  return JSON.stringify({ version: 1, ...state });
}

/** Undefined for text of another version or a damaged one: the window then begins at its first view. */
export function readLook(text: string | undefined): LookState | undefined {
  if (text === undefined || text === '') return undefined;
  const parsed = Look.safeParse(parse(text));
  if (!parsed.success) return undefined;
  const { tab, selection, range } = parsed.data;
  return { text: parsed.data.text, range, tab, selection };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
