import { expect, test } from 'vitest';
import { Dispatcher, type IngestThread, RANGE_BYTES } from './dispatcher.ts';
import type { BlockMessage, FromIngestWorker, ReadPlan, ReadTask, ToIngestWorker } from './messages.ts';

/** A thread played by the test: it answers when told to. */
class PlayedThread implements IngestThread {
  readonly tasks: ReadTask[] = [];
  readonly posted: ToIngestWorker[] = [];
  answer: (message: FromIngestWorker) => void = () => {};
  die: (reason: string) => void = () => {};
  post(message: ToIngestWorker): void {
    this.posted.push(message);
    if (message.kind === 'task') this.tasks.push(message.task);
  }
  onMessage(listener: (message: FromIngestWorker) => void): void {
    this.answer = listener;
  }
  onDeath(listener: (reason: string) => void): void {
    this.die = listener;
  }
  async stop(): Promise<void> {}
}

function plan(sourceId: number, path = `/logs/${sourceId}.log`): ReadPlan {
  return {
    sourceId,
    readId: sourceId,
    path,
    name: path,
    compression: 'none',
    lineEnd: 'LF',
    skipBytes: 0,
    format: 'plain',
    roles: {},
    timeZone: 'UTC',
    referenceTimeUs: 0,
  };
}

function block(taskId: number, byteOffset: number): BlockMessage {
  return { kind: 'block', taskId, byteOffset } as BlockMessage;
}

function setUp(threads: number) {
  const made: PlayedThread[] = [];
  const log: string[] = [];
  const dispatcher = new Dispatcher(
    () => {
      const thread = new PlayedThread();
      made.push(thread);
      return thread;
    },
    threads,
    {
      block: (source, message, worker) => log.push(`block ${source} at ${message.byteOffset} by ${worker}`),
      blockGivenUp: (message, worker) => log.push(`given up at ${message.byteOffset} by ${worker}`),
      chunk: (source, { blocks, cursor }) => log.push(`chunk ${source} of ${blocks.length} up to ${cursor}`),
      sourceBegan: (source) => log.push(`began ${source}`),
      sourceEnded: (source, problem) => log.push(`ended ${source} ${problem?.code ?? 'well'}`),
    },
  );
  return { made, log, dispatcher };
}

test('blocks are handed on in source order although the later range finishes first', () => {
  const { made, log, dispatcher } = setUp(2);
  dispatcher.add(plan(1), RANGE_BYTES + 10);
  const [first, second] = [made[0].tasks[0], made[1].tasks[0]];
  made[1].answer(block(second.taskId, RANGE_BYTES));
  made[1].answer({ kind: 'done', taskId: second.taskId, consumed: 0, problem: undefined });
  made[0].answer(block(first.taskId, 0));
  made[0].answer({ kind: 'done', taskId: first.taskId, consumed: 0, problem: undefined });
  expect(log).toEqual(['began 1', 'block 1 at 0 by 0', `block 1 at ${RANGE_BYTES} by 1`, 'ended 1 well']);
  expect(dispatcher.isIdle).toBe(true);
});

test('sources take turns and the last range of each is open', () => {
  const { made, dispatcher } = setUp(1);
  dispatcher.add(plan(1), 3 * RANGE_BYTES);
  dispatcher.add(plan(2), 10);
  const finish = () => {
    const task = made[0].tasks.at(-2) ?? made[0].tasks[0];
    made[0].answer({ kind: 'done', taskId: task.taskId, consumed: 0, problem: undefined });
  };
  finish();
  finish();
  expect(made[0].tasks.map((task) => [task.plan.sourceId, task.until])).toEqual([
    [1, RANGE_BYTES],
    [1, 2 * RANGE_BYTES],
    [1, Number.POSITIVE_INFINITY],
    [2, Number.POSITIVE_INFINITY],
  ]);
});

test('a range that breaks ends its source there: what lies behind is given up, not shown with a hole before it', () => {
  const { made, log, dispatcher } = setUp(2);
  dispatcher.add(plan(1), 2 * RANGE_BYTES);
  const [first, second] = [made[0].tasks[0], made[1].tasks[0]];
  made[1].answer(block(second.taskId, RANGE_BYTES));
  made[0].answer(block(first.taskId, 0));
  made[0].answer({ kind: 'done', taskId: first.taskId, consumed: 0, problem: { code: 'UNREADABLE_SOURCE', message: 'gone' } });
  made[1].answer({ kind: 'done', taskId: second.taskId, consumed: 0, problem: undefined });
  expect(log).toEqual(['began 1', 'block 1 at 0 by 0', `given up at ${RANGE_BYTES} by 1`, 'ended 1 UNREADABLE_SOURCE']);
});

test('a thread that dies costs its own sources, is replaced, and the others go on', () => {
  const { made, log, dispatcher } = setUp(2);
  dispatcher.add(plan(1), 10);
  dispatcher.add(plan(2), 10);
  made[0].die('out of memory');
  expect(log).toEqual(['began 1', 'began 2', 'ended 1 WORKER_DIED']);
  expect(made).toHaveLength(3);
  made[1].answer({ kind: 'done', taskId: made[1].tasks[0].taskId, consumed: 0, problem: undefined });
  dispatcher.add(plan(3), 10);
  expect(made[2].tasks.length + made[1].tasks.length).toBe(2);
  expect(log.at(-1)).toBe('began 3');
});

test('cancelling tells the threads and ends the source when its ranges have ended', () => {
  const { made, log, dispatcher } = setUp(1);
  dispatcher.add(plan(1), 10 * RANGE_BYTES);
  dispatcher.cancel(1, { code: 'CANCELLED', message: 'Stopped.' });
  expect(made[0].posted.at(-1)).toEqual({ kind: 'cancel', readId: 1 });
  for (const task of made[0].tasks)
    made[0].answer({ kind: 'done', taskId: task.taskId, consumed: 0, problem: { code: 'CANCELLED', message: 'Stopped.' } });
  expect(log).toEqual(['began 1', 'ended 1 CANCELLED']);
});

test('the blocks of a chunk come together with its cursor, chunks in the order they were fed', () => {
  const { dispatcher, made, log } = setUp(2);
  dispatcher.open(plan(1, 'service'));
  const chunk = (from: number, cursor: string) => ({ bytes: new Uint8Array(10), from, cursor });
  expect([dispatcher.feed(1, chunk(0, 'a')), dispatcher.feed(1, chunk(10, 'b'))]).toEqual([true, true]);
  const [first, second] = [made[0].tasks[0], made[1].tasks[0]];
  made[1].answer(block(second.taskId, 10));
  made[1].answer({ kind: 'done', taskId: second.taskId, consumed: 10, problem: undefined });
  made[0].answer(block(first.taskId, 0));
  made[0].answer(block(first.taskId, 5));
  expect(log).toEqual(['began 1']);
  made[0].answer({ kind: 'done', taskId: first.taskId, consumed: 10, problem: undefined });
  expect(dispatcher.isIdle).toBe(false);
  dispatcher.endFeed(1, undefined);
  expect(log).toEqual(['began 1', 'chunk 1 of 2 up to a', 'chunk 1 of 1 up to b', 'ended 1 well']);
  expect(dispatcher.feed(1, chunk(20, 'c'))).toBe(false);
});

test('a chunk whose thread died is given up with all its blocks: its cursor is never handed on', () => {
  const { dispatcher, made, log } = setUp(1);
  dispatcher.open(plan(1, 'service'));
  dispatcher.feed(1, { bytes: new Uint8Array(10), from: 0, cursor: 'a' });
  made[0].answer(block(made[0].tasks[0].taskId, 0));
  made[0].die('out of memory');
  expect(log).toEqual(['began 1', 'given up at 0 by 0', 'ended 1 WORKER_DIED']);
  expect(dispatcher.feed(1, { bytes: new Uint8Array(10), from: 10, cursor: 'b' })).toBe(false);
});
