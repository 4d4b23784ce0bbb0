import type { MessagePort } from 'node:worker_threads';
import { Collection } from '../../mine/collection.ts';
import { refineCorpus } from '../../mine/refine.ts';
import type { FromMiner, ToMiner } from './messages.ts';
import { PackedMessages } from './packed-messages.ts';

/** The thread's side: cuts messages into words as they come, refines them into templates when asked. */
export function serveMiner(port: MessagePort): void {
  const messages = new PackedMessages();
  const collection = new Collection();
  port.on('message', (request: ToMiner) => {
    if (request.kind === 'add') {
      const before = messages.length;
      messages.add(request.signatures);
      for (let index = before; index < messages.length; index++) collection.add(messages.message(index));
      return;
    }
    const { counts, known, requestId } = request;
    const { templates, assignment } = refineCorpus(collection.corpus(counts), messages.list(counts), { known });
    const answer: FromMiner = { kind: 'mined', requestId, mined: { templates, assignment } };
    port.postMessage(answer, [assignment.buffer as ArrayBuffer]);
  });
}
