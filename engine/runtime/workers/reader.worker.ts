import { parentPort } from 'node:worker_threads';
import { renderTimestamp } from '../../ingest/format/timestamp-layout.ts';
import type { ReaderStart, ToReader } from '../reader/messages.ts';
import { ShardServer } from '../reader/shard-server.ts';
import { endWhenAsked } from '../thread-end.ts';

if (parentPort === null) throw new Error('reader.worker runs in a worker thread only');
const port = parentPort;
let server: ShardServer | undefined;
endWhenAsked(port, () => server?.close());
port.once('message', ({ path, index, count }: ReaderStart) => {
  const started = new ShardServer({ path, index, count, renderTime: renderTimestamp }, (message) => port.postMessage(message));
  server = started;
  port.on('message', (message: ToReader) => started.receive(message));
});
