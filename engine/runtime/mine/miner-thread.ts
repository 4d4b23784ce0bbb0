import type { MessagePort } from 'node:worker_threads';
import type { MaskedMessage } from '../../base/masked-message.ts';
import { type CountedMessage, refine } from '../../mine/refine.ts';
import { PackedCursor } from '../../store/packed-signatures.ts';
import { readMaskedMessage } from '../../store/signature-codec.ts';
import type { FromMiner, ToMiner } from './messages.ts';

/** A signature's message, unpacked anew whenever it is asked for: held as texts, a million of them would take a gigabyte. */
class PackedMessage implements CountedMessage {
  count = 0;
  readonly #signature: Buffer;

  constructor(signature: Buffer) {
    this.#signature = signature;
  }

  get message(): MaskedMessage {
    return readMaskedMessage(this.#signature);
  }
}

/** The thread's side: holds the packed signatures, refines their messages into templates when asked. */
export function serveMiner(port: MessagePort): void {
  const messages: PackedMessage[] = [];
  port.on('message', (request: ToMiner) => {
    if (request.kind === 'add') {
      const { bytes } = request.signatures;
      const cursor = new PackedCursor(bytes);
      while (cursor.next()) messages.push(new PackedMessage(Buffer.from(bytes.buffer, cursor.start, cursor.end - cursor.start)));
      return;
    }
    const { counts, known, requestId } = request;
    counts.forEach((count, index) => {
      messages[index].count = count;
    });
    const { templates, assignment } = refine(messages.slice(0, counts.length), { known });
    const answer: FromMiner = { kind: 'mined', requestId, mined: { templates, assignment } };
    port.postMessage(answer, [assignment.buffer as ArrayBuffer]);
  });
}
