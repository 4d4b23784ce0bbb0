import { Worker } from 'node:worker_threads';
import type { FormatCatalog } from '../../ingest/format/catalog.ts';
import { endThread } from '../thread-end.ts';
import type { IngestThread } from './dispatcher.ts';
import type { FromIngestWorker, ToIngestWorker } from './messages.ts';

/** A real thread running workers/ingest.worker.ts. */
export function startIngestThread(entry: URL, catalog: FormatCatalog): IngestThread {
  const worker = new Worker(entry, { workerData: catalog.all() });
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
    post(message: ToIngestWorker) {
      const chunk = message.kind === 'task' ? message.task.chunk : undefined;
      worker.postMessage(message, chunk === undefined ? [] : [chunk.buffer]);
    },
    onMessage: (listener) => {
      worker.on('message', (message: FromIngestWorker) => listener(message));
    },
    onDeath: (listener) => {
      onDeath = listener;
    },
    async stop() {
      isStopping = true;
      await endThread(worker);
    },
  };
}
