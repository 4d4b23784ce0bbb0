import { parentPort, workerData } from 'node:worker_threads';
import { FormatCatalog } from '../../ingest/format/catalog.ts';
import type { FormatDefinition } from '../../ingest/format/definition.ts';
import { serveIngest } from '../ingest/ingest-thread.ts';

if (parentPort === null) throw new Error('ingest.worker runs in a worker thread only');
const definitions: readonly FormatDefinition[] = workerData;
serveIngest(parentPort, new FormatCatalog(definitions));
