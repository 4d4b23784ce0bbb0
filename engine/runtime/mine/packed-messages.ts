import type { MaskedMessage } from '../../base/masked-message.ts';
import type { MessageList } from '../../mine/refine.ts';
import { PackedCursor, type PackedSignatures } from '../../store/packed-signatures.ts';
import { readMaskedMessage } from '../../store/signature-codec.ts';

/** The messages of all signatures, packed as they came: a million of them take what their bytes take. */
export class PackedMessages {
  /** Signature i lies in bytes [start, end) of its piece. */
  readonly #pieces: Buffer[] = [];
  #pieceOf = new Int32Array(1_024);
  #start = new Int32Array(1_024);
  #end = new Int32Array(1_024);
  #count = 0;

  get length(): number {
    return this.#count;
  }

  /** Signatures must come in the order of their ids. */
  add({ count, bytes }: PackedSignatures): void {
    while (this.#count + count > this.#start.length) this.#grow();
    const piece = this.#pieces.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)) - 1;
    const cursor = new PackedCursor(bytes);
    while (cursor.next()) {
      this.#pieceOf[this.#count] = piece;
      this.#start[this.#count] = cursor.start;
      this.#end[this.#count++] = cursor.end;
    }
  }

  /** @param counts records of each signature, by id; their number says how many signatures take part */
  list(counts: Float64Array): MessageList {
    return {
      length: Math.min(counts.length, this.#count),
      message: (index) => this.message(index),
      count: (index) => counts[index],
    };
  }

  message(index: number): MaskedMessage {
    return readMaskedMessage(this.#pieces[this.#pieceOf[index]].subarray(this.#start[index], this.#end[index]));
  }

  #grow(): void {
    const wider = (from: Int32Array): Int32Array<ArrayBuffer> => {
      const into = new Int32Array(from.length * 2);
      into.set(from);
      return into;
    };
    this.#pieceOf = wider(this.#pieceOf);
    this.#start = wider(this.#start);
    this.#end = wider(this.#end);
  }
}
