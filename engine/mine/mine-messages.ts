import { LineScan } from '../base/line-scan.ts';
import { type MaskedMessage, maskedMessage } from '../base/masked-message.ts';
import { maskMessage } from './kernel.ts';
import { refine } from './refine.ts';
import { buildSignature, type HashOut, SignatureTable, signatureHash } from './signature.ts';
import type { Template } from './template.ts';

export interface MinedMessages {
  readonly lines: number;
  /** For each line the index of its template. */
  readonly assignment: Int32Array;
  readonly templates: readonly Template[];
  /** For each line the index of its signature. */
  readonly signatures: readonly number[];
  /** The message of a signature, made anew. */
  message(signature: number): MaskedMessage;
}

/** Mines a text in which every line (LF or CRLF) is one message. The last line needs no ending. */
export function mineMessages(bytes: Uint8Array): MinedMessages {
  const table = new SignatureTable();
  const lines = new MaskedLines(bytes);
  const hash = { hi: 0, lo: 0 };
  const signatures: number[] = [];
  /** A line of each signature, and how many it has. */
  const starts: number[] = [];
  const counts: number[] = [];
  for (let start = 0; start < bytes.length; ) {
    const next = lines.mask(start, hash);
    const id = table.add(hash.hi, hash.lo);
    if (id === starts.length) {
      starts.push(start);
      counts.push(0);
    }
    counts[id]++;
    signatures.push(id);
    start = next;
  }
  const message = (index: number): MaskedMessage => lines.message(starts[index]);
  const { templates, assignment } = refine({ length: starts.length, message, count: (index) => counts[index] });
  return {
    lines: signatures.length,
    assignment: Int32Array.from(signatures, (signature) => assignment[signature]),
    templates,
    signatures,
    message,
  };
}

/** Masks lines of a text where they stand; nothing is kept of them. */
class MaskedLines {
  readonly #bytes: Uint8Array;
  readonly #words: DataView;
  readonly #scan = new LineScan();
  /** Where the line behind the one masked last starts. */
  #next = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** @param hash receives that of the line's signature. @returns where the next line starts */
  mask(start: number, hash: HashOut): number {
    const end = this.#mask(start);
    signatureHash(this.#words, start, end, this.#scan, hash);
    return this.#next;
  }

  message(start: number): MaskedMessage {
    const end = this.#mask(start);
    const slotNames = new Array<undefined>(this.#scan.slotCount).fill(undefined);
    const shape = { slotNames, fields: [], level: 0, service: undefined } as const;
    return maskedMessage(buildSignature(this.#bytes, start, end, this.#scan, shape, '', false, ''));
  }

  /** @returns where the line ends, without its ending */
  #mask(start: number): number {
    const feed = this.#bytes.indexOf(10, start);
    const until = feed < 0 ? this.#bytes.length : feed;
    const end = until > start && this.#bytes[until - 1] === 13 ? until - 1 : until;
    this.#next = until + 1;
    this.#scan.reset(start, end);
    maskMessage(this.#bytes, start, end, this.#scan, false);
    return end;
  }
}
