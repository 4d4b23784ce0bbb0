import { parentPort, workerData } from 'node:worker_threads';
import { loadFormats } from '../formats.ts';
import { serveIngest } from '../ingest/ingest-thread.ts';

if (parentPort === null) throw new Error('ingest.worker runs in a worker thread only');
serveIngest(parentPort, loadFormats(String(workerData)));
