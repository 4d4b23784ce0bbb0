import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { FormatCatalog } from '../../ingest/format/catalog.ts';
import type { FormatDefinition } from '../../ingest/format/definition.ts';
import { serveIngest } from '../ingest/ingest-thread.ts';
import { endWhenAsked } from '../thread-end.ts';

// The path of a line through scanner, mask and hash is many small functions: with room for them in one piece of code it is some 5 % faster.
setFlagsFromString('--max-inlined-bytecode-size-cumulative=2500');

if (parentPort === null) throw new Error('ingest.worker runs in a worker thread only');
endWhenAsked(parentPort);
const definitions: readonly FormatDefinition[] = workerData;
serveIngest(parentPort, new FormatCatalog(definitions));
