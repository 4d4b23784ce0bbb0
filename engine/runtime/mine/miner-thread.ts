import type { MessagePort } from 'node:worker_threads';
import { Collection } from '../../mine/collection.ts';
import { refineCorpus } from '../../mine/refine.ts';
import { PackedCursor } from '../../store/packed-signatures.ts';
import { readMaskedMessage } from '../../store/signature-codec.ts';
import type { FromMiner, ToMiner } from './messages.ts';

/**
 * The thread's side: cuts messages into words as they come, refines them into templates when asked. Signatures stay packed: unpacked, a
 * million messages would take a gigabyte, and refining asks for few of them again.
 */
export function serveMiner(port: MessagePort): void {
  const collection = new Collection();
  const signatures: Buffer[] = [];
  port.on('message', (request: ToMiner) => {
    if (request.kind === 'add') {
      const { bytes } = request.signatures;
      const cursor = new PackedCursor(bytes);
      while (cursor.next()) {
        const signature = Buffer.from(bytes.buffer, cursor.start, cursor.end - cursor.start);
        signatures.push(signature);
        collection.add(readMaskedMessage(signature));
      }
      return;
    }
    const { counts, known, requestId } = request;
    const corpus = collection.corpus(counts);
    const { templates, assignment } = refineCorpus(corpus, (index) => readMaskedMessage(signatures[index]), { known });
    const answer: FromMiner = { kind: 'mined', requestId, mined: { templates, assignment } };
    port.postMessage(answer, [assignment.buffer as ArrayBuffer]);
  });
}
