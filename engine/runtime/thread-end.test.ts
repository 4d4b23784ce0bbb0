import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { endThread } from './thread-end.ts';
import { sourceWorkerEntries } from './worker-entries.ts';

test.each(Object.entries(sourceWorkerEntries()))(
  'a thread of %s that is asked to end while it starts ends of its own accord',
  async (_name, entry) => {
    const worker = new Worker(entry, { workerData: [] });
    const exited = once(worker, 'exit');
    await endThread(worker, 60_000);
    // Ended from outside it would be 1.
    expect(await exited).toEqual([0]);
  },
);

test('a thread that hangs is ended by force, and one that ended is not waited for', async () => {
  const worker = new Worker('require("node:worker_threads").parentPort.postMessage("busy"); for (;;);', { eval: true });
  await once(worker, 'message');
  const exited = once(worker, 'exit');
  await endThread(worker, 1);
  expect(await exited).toEqual([1]);
  await endThread(worker);
});
