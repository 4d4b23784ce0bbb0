import { parentPort } from 'node:worker_threads';
import { servePulls } from '../pull/pull-server.ts';
import { endWhenAsked } from '../thread-end.ts';

if (parentPort === null) throw new Error('pull.worker runs in a worker thread only');
endWhenAsked(parentPort);
servePulls(parentPort);
