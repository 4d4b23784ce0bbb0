import { parentPort } from 'node:worker_threads';
import { serveMiner } from '../mine/miner-thread.ts';
import { endWhenAsked } from '../thread-end.ts';

if (parentPort === null) throw new Error('mine.worker runs in a worker thread only');
endWhenAsked(parentPort);
serveMiner(parentPort);
