import { parentPort, workerData } from 'node:worker_threads';
import { renderTimestamp } from '../../ingest/format/timestamp-layout.ts';
import type { ReaderStart, ToReader } from '../reader/messages.ts';
import { ShardServer } from '../reader/shard-server.ts';

if (parentPort === null) throw new Error('reader.worker runs in a worker thread only');
const port = parentPort;
const start: ReaderStart = workerData;
const server = new ShardServer({ ...start, renderTime: renderTimestamp }, (message) => port.postMessage(message));
port.on('message', (message: ToReader) => server.receive(message));
