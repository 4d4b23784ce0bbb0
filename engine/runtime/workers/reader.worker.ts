import { parentPort } from 'node:worker_threads';
import { renderTimestamp } from '../../ingest/format/timestamp-layout.ts';
import type { ReaderStart, ToReader } from '../reader/messages.ts';
import { ShardServer } from '../reader/shard-server.ts';

if (parentPort === null) throw new Error('reader.worker runs in a worker thread only');
const port = parentPort;
port.once('message', ({ path, index, count }: ReaderStart) => {
  const server = new ShardServer({ path, index, count, renderTime: renderTimestamp }, (message) => port.postMessage(message));
  port.on('message', (message: ToReader) => server.receive(message));
});
