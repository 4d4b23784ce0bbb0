import { expect, test } from 'vitest';
import type { ExplanationEvent, Statement } from '#contract/explain.ts';
import { afterEvent, NOTHING_SAID } from './explanation-state.ts';

const said = (text: string): Statement => ({ text, evidence: [1], unfound: [] });
const rules: ExplanationEvent = {
  kind: 'by',
  explainer: { provider: 'none', leavesComputer: false },
  rules: { applied: 2, all: 14, list: [] },
};
const model: ExplanationEvent = { kind: 'by', explainer: { provider: 'ollama', model: 'small', leavesComputer: false } };
const after = (...events: ExplanationEvent[]) => events.reduce(afterEvent, NOTHING_SAID);

test('statements come one after the other, each in place of its draft', () => {
  const events: ExplanationEvent[] = [
    model,
    { kind: 'headline', statement: said('The pool is full.') },
    { kind: 'draft', text: 'It has', evidence: [1] },
    { kind: 'statement', statement: said('It has 40 connections.') },
    { kind: 'draft', text: 'Then', evidence: [] },
  ];
  expect(after(...events)).toMatchObject({
    headline: { text: 'The pool is full.' },
    statements: [{ text: 'It has 40 connections.' }],
    draft: { text: 'Then' },
  });
  expect(after(...events, { kind: 'done', elapsedMs: 9 })).toMatchObject({ draft: undefined, done: { elapsedMs: 9 } });
});

test('whoever begins anew voids what was said, not what it rests on nor why they begin', () => {
  const state = after(
    { kind: 'evidence', evidence: [] },
    model,
    { kind: 'statement', statement: said('A guess.') },
    { kind: 'fallback', reason: 'timeout', message: 'small gave no answer within 60 s.' },
    rules,
    { kind: 'statement', statement: said('A fact.') },
  );
  expect(state.statements.map(({ text }) => text)).toEqual(['A fact.']);
  expect([state.by?.explainer.provider, state.fallback?.reason]).toEqual(['none', 'timeout']);
});
