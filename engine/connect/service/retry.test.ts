import { expect, test } from 'vitest';
import { type Outcome, type RetryRules, retryAfterMs, waitBeforeRetry } from './retry.ts';

const RULES: RetryRules = { firstMs: 1_000, mostMs: 60_000, tries: 6, triesOfFault: 2 };
const answer = (status: number, headers: Record<string, string> = {}): Outcome => ({
  kind: 'answer',
  status,
  headers: new Headers(headers),
  text: '',
});
const waits = (outcome: Outcome, jitter = 0.999999) =>
  [1, 2, 3, 4, 5, 6, 7].map((tries) => {
    const ms = waitBeforeRetry(outcome, tries, RULES, 0, jitter);
    return ms === undefined ? undefined : Math.round(ms);
  });

test('a busy service is asked six times more, ever later; half the wait is left to chance', () => {
  const rising = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, undefined];
  expect(waits(answer(429))).toEqual(rising);
  expect(waits({ kind: 'lost', cause: undefined })).toEqual(rising);
  expect(waits(answer(503), 0)).toEqual(rising.map((ms) => (ms === undefined ? undefined : ms / 2)));
});

test('never sooner than Retry-After says', () => {
  expect(waits(answer(429, { 'retry-after': '41' }))[0]).toBe(41_000);
  expect(waits(answer(429, { 'retry-after': '0' }))[0]).toBe(1_000);
});

test('a fault of the server is tried twice more, what is wrong with the request never', () => {
  expect(waits(answer(500))).toEqual([1_000, 2_000, undefined, undefined, undefined, undefined, undefined]);
  for (const status of [400, 401, 403, 404]) expect(waits(answer(status))[0]).toBeUndefined();
});

test('a date in Retry-After is read by the clock of the service', () => {
  const headers = new Headers({ date: 'Tue, 01 Sep 2026 10:00:00 GMT', 'retry-after': 'Tue, 01 Sep 2026 10:00:30 GMT' });
  expect(retryAfterMs(headers, Date.parse('2026-09-01T11:00:00Z'))).toBe(30_000);
  expect(retryAfterMs(new Headers({ 'retry-after': 'soon' }), 0)).toBeUndefined();
});
