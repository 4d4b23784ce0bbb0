import type { Worker } from 'node:worker_threads';
import type { ShardOptions } from '../../query/shard.ts';
import { endThread } from '../thread-end.ts';
import type { FromReader, ReaderStart, ToReader } from './messages.ts';
import { ShardServer } from './shard-server.ts';

/** Where questions go to be answered. */
export interface ReaderThread {
  post(message: ToReader): void;
  onMessage(listener: (message: FromReader) => void): void;
  /** Called when it ends without having been stopped. */
  onDeath(listener: (reason: string) => void): void;
  /** @param isHanging it would not hear that it is asked to end */
  stop(isHanging?: boolean): Promise<void>;
}

/** A real thread: `worker` runs workers/reader.worker.ts and has no file yet. */
export function startReaderThread(worker: Worker, start: Omit<ReaderStart, 'kind'>): ReaderThread {
  const first: ReaderStart = { kind: 'start', ...start };
  worker.postMessage(first);
  let isStopping = false;
  let deathReason: string | undefined;
  let onDeath: ((reason: string) => void) | undefined;
  worker.on('error', (error) => {
    deathReason = error instanceof Error ? error.message : String(error);
  });
  worker.on('exit', (code) => {
    if (!isStopping) onDeath?.(deathReason ?? `the thread ended with code ${code}`);
  });
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => {
      worker.on('message', (message: FromReader) => listener(message));
    },
    onDeath: (listener) => {
      onDeath = listener;
    },
    async stop(isHanging = false) {
      isStopping = true;
      await endThread(worker, isHanging ? 0 : undefined);
    },
  };
}

/** The same without a thread: messages are copied and arrive later, as they would. */
export function startInlineReader(options: ShardOptions): ReaderThread {
  const listeners: ((message: FromReader) => void)[] = [];
  let isStopped = false;
  const server = new ShardServer(options, (message) => {
    const copy = structuredClone(message);
    queueMicrotask(() => {
      if (!isStopped) for (const listener of listeners) listener(copy);
    });
  });
  return {
    post: (message) => {
      const copy = structuredClone(message);
      queueMicrotask(() => {
        if (!isStopped) server.receive(copy);
      });
    },
    onMessage: (listener) => {
      listeners.push(listener);
    },
    onDeath: () => undefined,
    async stop() {
      isStopped = true;
      server.close();
    },
  };
}
