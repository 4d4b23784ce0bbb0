import { z } from 'zod';
import { AppError } from '../../engine/base/app-error.ts';
import { call, type Handlers, stream } from '../../engine/contract/definition.ts';

const Amount = z.object({ amount: z.int().min(0), pause: z.boolean().default(false) });

/** A small API that shows how calls and streams travel. */
export const testApi = {
  double: call(z.object({ number: z.number(), plus: z.number().default(0) }), z.object({ number: z.number() })),
  fail: call(z.object({}), z.object({})),
  crash: call(z.object({}), z.object({})),
  wait: call(z.object({}), z.object({})),
  rows: call(z.object({ amount: z.int() }), z.object({ rows: z.array(z.object({ text: z.string() })) })),
  count: stream(Amount, z.object({ index: z.int() })),
  failHalfway: stream(z.object({}), z.object({ index: z.int() })),
  endless: stream(z.object({}), z.object({ index: z.int() })),
};
export type TestApi = typeof testApi;

/** What the engine's side saw, for the tests to wait for. */
export interface Seen {
  produced: number;
  cancelled: number;
  finished: number;
  readonly bugs: unknown[];
}

export function testHandlers(): { readonly handlers: Handlers<TestApi>; readonly seen: Seen } {
  const seen: Seen = { produced: 0, cancelled: 0, finished: 0, bugs: [] };
  const untilAborted = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  async function* numbers(until: number, pause: boolean) {
    try {
      for (let index = 0; index < until; index++) {
        if (pause) await new Promise((resolve) => setImmediate(resolve));
        seen.produced++;
        yield { index };
      }
    } finally {
      seen.finished++;
    }
  }
  return {
    seen,
    handlers: {
      double: async ({ number, plus }) => ({ number: number * 2 + plus }),
      fail: async () => {
        throw new AppError('NOT_FOUND', 'There is no such thing. Look elsewhere.', { details: { name: 'thing' } });
      },
      crash: async () => {
        throw new TypeError('a bug with secret innards');
      },
      wait: async (_input, { signal }) => {
        await untilAborted(signal);
        seen.cancelled++;
        throw new AppError('CANCELLED', 'Cancelled.');
      },
      rows: async ({ amount }) => ({ rows: Array.from({ length: amount }, (_, index) => ({ text: `row ${index}` })) }),
      count: ({ amount, pause }) => numbers(amount, pause),
      failHalfway: async function* () {
        yield { index: 0 };
        yield { index: 1 };
        throw new AppError('UNREADABLE_SOURCE', 'The rest cannot be read. Look at the file.');
      },
      endless: () => numbers(Number.POSITIVE_INFINITY, false),
    },
  };
}
