import type { MessagePort } from 'node:worker_threads';
import { type MaskedMessage, maskedMessage } from '../../base/masked-message.ts';
import { refine } from '../../mine/refine.ts';
import { PackedCursor } from '../../store/packed-signatures.ts';
import { decodeSignature } from '../../store/signature-codec.ts';
import type { FromMiner, ToMiner } from './messages.ts';

/** The thread's side: holds the messages of all signatures, refines them into templates when asked. */
export function serveMiner(port: MessagePort): void {
  const messages: MaskedMessage[] = [];
  port.on('message', (request: ToMiner) => {
    if (request.kind === 'add') {
      const cursor = new PackedCursor(request.signatures.bytes);
      while (cursor.next()) messages.push(maskedMessage(decodeSignature(cursor.view())));
      return;
    }
    const { counts, known, requestId } = request;
    const inputs = messages.slice(0, counts.length).map((message, index) => ({ message, count: counts[index] }));
    const { templates, assignment } = refine(inputs, { known });
    const answer: FromMiner = { kind: 'mined', requestId, mined: { templates, assignment } };
    port.postMessage(answer, [assignment.buffer as ArrayBuffer]);
  });
}
