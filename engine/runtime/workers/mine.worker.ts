import { parentPort } from 'node:worker_threads';
import { serveMiner } from '../mine/miner-thread.ts';

if (parentPort === null) throw new Error('mine.worker runs in a worker thread only');
serveMiner(parentPort);
