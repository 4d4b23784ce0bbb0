import { LineScan } from '../base/line-scan.ts';
import { type MaskedMessage, maskedMessage } from '../base/masked-message.ts';
import { maskMessage } from './kernel.ts';
import { refine } from './refine.ts';
import { buildSignature, SignatureTable, signatureHash } from './signature.ts';
import type { Template } from './template.ts';

export interface MinedMessages {
  readonly lines: number;
  /** For each line the index of its template. */
  readonly assignment: Int32Array;
  readonly templates: readonly Template[];
  /** For each line the index of its signature, and the message of each signature. */
  readonly signatures: readonly number[];
  readonly messages: readonly MaskedMessage[];
}

/** Mines a text in which every line (LF or CRLF) is one message. The last line needs no ending. */
export function mineMessages(bytes: Uint8Array): MinedMessages {
  const scan = new LineScan();
  const table = new SignatureTable();
  const hash = { hi: 0, lo: 0 };
  const messages: { message: MaskedMessage; count: number }[] = [];
  const signatures: number[] = [];
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let start = 0;
  while (start < bytes.length) {
    const feed = bytes.indexOf(10, start);
    const until = feed < 0 ? bytes.length : feed;
    const end = until > start && bytes[until - 1] === 13 ? until - 1 : until;
    scan.reset(start, end);
    maskMessage(bytes, start, end, scan, false);
    signatureHash(words, start, end, scan, hash);
    const id = table.add(hash.hi, hash.lo);
    if (id === messages.length) {
      const slotNames = new Array<undefined>(scan.slotCount).fill(undefined);
      const shape = { slotNames, fields: [], level: 0, service: undefined } as const;
      messages.push({ message: maskedMessage(buildSignature(bytes, start, end, scan, shape, '', false, '')), count: 0 });
    }
    messages[id].count++;
    signatures.push(id);
    start = until + 1;
  }
  const { templates, assignment } = refine(messages);
  return {
    lines: signatures.length,
    assignment: Int32Array.from(signatures, (signature) => assignment[signature]),
    templates,
    signatures,
    messages: messages.map(({ message }) => message),
  };
}
