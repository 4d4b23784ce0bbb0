import type { output } from 'zod';
import type { Checks, Evidence, ExplanationEvent, NextStep, Statement } from '#contract/explain.ts';

type EventOf<Kind extends ExplanationEvent['kind']> = Omit<Extract<ExplanationEvent, { readonly kind: Kind }>, 'kind'>;

/** An explanation as far as it has come. */
export interface ExplanationState {
  readonly evidence: readonly Evidence[];
  readonly prompt: EventOf<'prompt'> | undefined;
  readonly by: EventOf<'by'> | undefined;
  readonly headline: Statement | undefined;
  readonly statements: readonly Statement[];
  /** The statement that is being written. */
  readonly draft: EventOf<'draft'> | undefined;
  readonly missing: string | undefined;
  /** Why the model's answer is not the one shown. */
  readonly fallback: EventOf<'fallback'> | undefined;
  readonly next: readonly output<typeof NextStep>[];
  readonly checks: Checks | undefined;
  readonly done: EventOf<'done'> | undefined;
}

export const NOTHING_SAID: ExplanationState = {
  evidence: [],
  prompt: undefined,
  by: undefined,
  headline: undefined,
  statements: [],
  draft: undefined,
  missing: undefined,
  fallback: undefined,
  next: [],
  checks: undefined,
  done: undefined,
};

/** What stands after one more event; somebody who begins to explain voids what others said before. */
export function afterEvent(state: ExplanationState, event: ExplanationEvent): ExplanationState {
  switch (event.kind) {
    case 'evidence':
      return { ...state, evidence: event.evidence };
    case 'prompt':
      return { ...state, prompt: event };
    case 'by':
      return {
        ...state,
        by: event,
        headline: undefined,
        statements: [],
        draft: undefined,
        missing: undefined,
        next: [],
        checks: undefined,
      };
    case 'draft':
      return { ...state, draft: event };
    case 'headline':
      return { ...state, headline: event.statement, draft: undefined };
    case 'statement':
      return { ...state, statements: [...state.statements, event.statement], draft: undefined };
    case 'missing':
      return { ...state, missing: event.text };
    case 'fallback':
      return { ...state, fallback: event, draft: undefined };
    case 'next':
      return { ...state, next: event.steps };
    case 'checked':
      return { ...state, checks: event.checks, draft: undefined };
    case 'done':
      return { ...state, done: event, draft: undefined };
  }
}
