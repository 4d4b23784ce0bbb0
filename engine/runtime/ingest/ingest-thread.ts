import type { MessagePort } from 'node:worker_threads';
import type { FormatCatalog } from '../../ingest/format/catalog.ts';
import type { BlockMessage, FromIngestWorker, ReadPlan, ReadTask, ToIngestWorker } from './messages.ts';
import { runReadTask, TaskMemory } from './read-task.ts';
import { readingOf, type SourceReading } from './reading.ts';

/** Encoded bytes sent and not yet written, per thread: bounds the memory whatever the writer's speed, and outlasts a commit. */
const MAX_BYTES_IN_FLIGHT = 8 << 20;

/** The thread's side: runs tasks one after another, keeps scanners and signatures between them. */
export function serveIngest(port: MessagePort, catalog: FormatCatalog): void {
  const memory = new TaskMemory();
  const readings = new Map<number, SourceReading>();
  const cancelled = new Set<number>();
  const waiting: ReadTask[] = [];
  let isWorking = false;
  let credit = MAX_BYTES_IN_FLIGHT;
  let wake: (() => void) | undefined;

  const post = (message: FromIngestWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

  /** @param isChunk its blocks are written together when the last of them has come: waiting for room before would be for ever. */
  async function emit(block: BlockMessage, isChunk: boolean): Promise<void> {
    // Asked before the memory changes hands.
    credit -= block.encoded.data.length;
    const { data, counts, bytes, firstUs, lastUs } = block.encoded;
    post(block, [data.buffer, counts.buffer, bytes.buffer, firstUs.buffer, lastUs.buffer, block.newSignatures.bytes.buffer]);
    while (credit <= 0 && !isChunk) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  function readingFor(plan: ReadPlan): SourceReading {
    const known = readings.get(plan.readId);
    if (known !== undefined) return known;
    const reading = readingOf(plan, catalog);
    readings.set(plan.readId, reading);
    return reading;
  }

  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      const { plan, taskId } = task;
      const outcome = await runReadTask(task, {
        ...readingFor(plan),
        memory,
        emit: (block) => emit(block, task.chunk !== undefined),
        isCancelled: () => cancelled.has(plan.readId),
      });
      post({ kind: 'done', taskId, ...outcome });
    }
    isWorking = false;
  }

  port.on('message', (message: ToIngestWorker) => {
    if (message.kind === 'credit') {
      credit += message.bytes;
      wake?.();
      wake = undefined;
    } else if (message.kind === 'cancel') {
      cancelled.add(message.readId);
    } else {
      waiting.push(message.task);
      // A bug must end the thread, not hang the job: the rejection is unhandled on purpose.
      void work();
    }
  });
}
