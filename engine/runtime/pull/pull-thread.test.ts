import { expect, test } from 'vitest';
import type { PullRequest } from '../../base/pull.ts';
import type { SourceProblem } from '../ingest/dispatcher.ts';
import { PullThread } from './pull-thread.ts';

const REQUEST: PullRequest = {
  connector: 'otlp',
  settings: {},
  filter: { fromUs: 0, untilUs: 0, services: [], attributes: [] },
  follow: false,
};

/** Runs a pull that gives nothing. @returns how it ended */
function endOfPull(thread: PullThread, request: PullRequest): Promise<SourceProblem | undefined> {
  return new Promise((resolve) => {
    const feed = { signal: new AbortController().signal, push: async () => undefined };
    const target = { feed, cursor: undefined, refine: async () => undefined, end: resolve };
    thread.run({ request, key: undefined, target, tell: () => undefined, wait: async () => undefined });
  });
}

test('when the thread dies, each of its pulls ends and says how to go on; the next one gets a new thread', async () => {
  const dying = new PullThread(new URL('data:text/javascript,throw new Error("out of memory")'));
  const ends = await Promise.all([endOfPull(dying, REQUEST), endOfPull(dying, REQUEST)]);
  expect(ends.map((end) => end?.code)).toEqual(['WORKER_DIED', 'WORKER_DIED']);
  expect(ends[0]?.message).toContain('out of memory');
  expect((await endOfPull(dying, REQUEST))?.code).toBe('WORKER_DIED');
  await dying.close();
});

test('what cannot be begun ends with its own reason, and the thread ends with its last pull', async () => {
  const thread = new PullThread(new URL('../workers/pull.worker.ts', import.meta.url));
  const [nothing, refused] = await Promise.all([endOfPull(thread, REQUEST), endOfPull(thread, { ...REQUEST, settings: { port: 'none' } })]);
  expect([nothing?.code, refused?.code]).toEqual(['EMPTY_SOURCE', 'BAD_REQUEST']);
  await thread.close();
});
