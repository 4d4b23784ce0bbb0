import { z } from 'zod';
import { Range } from '#contract/common.ts';
import { type ArrangementState, FIRST_ARRANGEMENT } from './stores/arrangement.ts';
import { FIRST_LOOK, type LookState } from './stores/history.ts';

const Look = z.object({
  text: z.string(),
  range: Range.optional(),
  tab: z.enum(['patterns', 'records', 'anomalies', 'compare']),
  selection: z.object({ kind: z.enum(['pattern', 'record', 'change', 'anomaly']), id: z.string() }).optional(),
  windows: z.object({ a: Range, b: Range, others: z.boolean().optional() }).optional(),
});

const Kept = Look.extend({
  version: z.literal(1),
  // Texts written before there were columns and saved views have neither.
  columns: z
    .array(z.string().max(1_000))
    .max(50)
    .default([...FIRST_ARRANGEMENT.columns]),
  views: z
    .array(z.object({ name: z.string().min(1).max(200), look: Look }))
    .max(200)
    .default([]),
});

/** What is kept with an investigation: where the person looked last, and what was arranged. */
export interface KeptState {
  readonly look: LookState;
  readonly arrangement: ArrangementState;
}

export function writeKept({ look, arrangement }: KeptState): string {
  return JSON.stringify({ version: 1, ...look, ...arrangement });
}

/** For text of another version or a damaged one the window begins at its first view. */
export function readKept(text: string | undefined): KeptState {
  const parsed = Kept.safeParse(text === undefined || text === '' ? undefined : parse(text));
  if (!parsed.success) return { look: FIRST_LOOK, arrangement: FIRST_ARRANGEMENT };
  const { columns, views } = parsed.data;
  return {
    look: lookOf(parsed.data),
    arrangement: { columns, views: views.map(({ name, look }) => ({ name, look: lookOf(look) })) },
  };
}

function lookOf({ text, range, tab, selection, windows }: z.output<typeof Look>): LookState {
  return { text, range, tab, selection, windows };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
