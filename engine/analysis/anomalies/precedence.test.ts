import { expect, test } from 'vitest';
import { isSerious, type Ordered, precedesOf, type StepFacts, stepsOf } from './precedence.ts';

const SECOND_US = 1_000_000;
const BUCKET_US = 5 * SECOND_US;

const at = (second: number, kind: Ordered['kind'], service: string, level: Ordered['level'], patternId = `p${second}`): Ordered => ({
  kind,
  fromUs: second * SECOND_US,
  patternId,
  service,
  level,
});

const DEVIATIONS: readonly Ordered[] = [
  at(31, 'new', 'postgres', 'FATAL'),
  { kind: 'spike', fromUs: 0, level: 'INFO' },
  at(10, 'new', 'kube', 'INFO'),
  at(12, 'new', 'kube', 'INFO'),
  at(20, 'new', 'payments', 'INFO'),
  at(33, 'new', 'payments', 'ERROR'),
  at(34, 'new', 'payments', 'WARN'),
  at(40, 'silence', 'checkout', 'INFO'),
  at(36, 'new', 'checkout', 'ERROR'),
];

test('an incident is told in the first step of each service, where it became serious, and what was lost', () => {
  const steps = stepsOf(DEVIATIONS);
  expect(steps.map(({ deviation }) => deviation)).toEqual([2, 4, 0, 5, 8, 7]);
  expect(steps.map(({ exact }) => exact)).toEqual([true, true, true, true, true, false]);
});

test('sums of services and levels are steps only where no pattern is', () => {
  expect(stepsOf([DEVIATIONS[1]]).map(({ deviation }) => deviation)).toEqual([0]);
});

const factsOf = (deviations: readonly Ordered[], tracesOf: StepFacts['tracesOf'] = () => 0): StepFacts => {
  const of = (step: number) => deviations[stepsOf(deviations)[step].deviation];
  return { placeOf: (step) => of(step).service ?? '', isSerious: (step) => isSerious(of(step)), tracesOf };
};
const told = (deviations: readonly Ordered[], tracesOf?: StepFacts['tracesOf']) =>
  precedesOf(stepsOf(deviations), BUCKET_US, factsOf(deviations, tracesOf)).map(
    ({ before, after, lagUs, traces }) => `${before}-${after} ${lagUs / SECOND_US} s ${traces}`,
  );

test('a step follows those it shares traces with, or else the one before it in its service and the last serious one, or else the latest', () => {
  expect(told(DEVIATIONS, (a, b) => (a === 3 && b === 4 ? 7 : 0))).toEqual([
    '0-1 10 s 0',
    '1-2 11 s 0',
    '1-3 13 s 0',
    '2-3 2 s 0',
    '3-4 3 s 7',
    // Four seconds before it checkout failed, but the silence is known to five.
    '3-5 7 s 0',
  ]);
});

test('traces that go through three services lead from one to the next, not past it', () => {
  const three = [at(1, 'new', 'a', 'ERROR'), at(2, 'new', 'b', 'ERROR'), at(3, 'new', 'c', 'ERROR')];
  expect(told(three, () => 4)).toEqual(['0-1 1 s 4', '1-2 1 s 4']);
});

test('what begins in the same bucket is in no order', () => {
  const both = [at(10, 'spike', 'a', 'WARN'), at(10, 'spike', 'b', 'WARN')];
  expect([stepsOf(both).length, told(both)]).toEqual([2, []]);
});
