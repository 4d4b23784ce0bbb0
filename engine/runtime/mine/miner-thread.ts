import type { MessagePort } from 'node:worker_threads';
import { refine } from '../../mine/refine.ts';
import type { FromMiner, ToMiner } from './messages.ts';
import { PackedMessages } from './packed-messages.ts';

/** The thread's side: holds the messages of all signatures, refines them into templates when asked. */
export function serveMiner(port: MessagePort): void {
  const messages = new PackedMessages();
  port.on('message', (request: ToMiner) => {
    if (request.kind === 'add') {
      messages.add(request.signatures);
      return;
    }
    const { counts, known, requestId } = request;
    const { templates, assignment } = refine(messages.list(counts), { known });
    const answer: FromMiner = { kind: 'mined', requestId, mined: { templates, assignment } };
    port.postMessage(answer, [assignment.buffer as ArrayBuffer]);
  });
}
