import { SignatureOutline } from '../store/signature-outline.ts';
import { FoldBuffer } from './fold.ts';

/** What one read of the file gave: packed signatures one after the other, those of ids from `first` on. */
interface Piece {
  readonly raw: Uint8Array;
  readonly first: number;
}

/**
 * Packed signatures (see encodeSignature) by id, in the pieces of memory they were read in. Their constant texts are searched without unpacking
 * them: a piece is folded and searched whole, and what is found is looked at more closely. What was folded is not kept: fresh memory for it
 * costs more than folding again.
 */
export class SignaturePieces {
  count = 0;
  /** The signature that `line` read last. */
  readonly outline = new SignatureOutline();
  readonly #pieces: Piece[] = [];
  #pieceOf = new Int32Array(1_024);
  #start = new Int32Array(1_024);
  #end = new Int32Array(1_024);
  readonly #fold = new FoldBuffer();

  /** Signatures added from now on lie in `raw`. */
  addPiece(raw: Uint8Array): void {
    this.#pieces.push({ raw, first: this.count });
  }

  /** The next signature lies in the last piece at [start, end), behind those before it. */
  add(start: number, end: number): void {
    if (this.count === this.#start.length) this.#grow();
    this.#pieceOf[this.count] = this.#pieces.length - 1;
    this.#start[this.count] = start;
    this.#end[this.count] = end;
    this.count++;
  }

  packed(id: number): Uint8Array {
    return this.#pieces[this.#pieceOf[id]].raw.subarray(this.#start[id], this.#end[id]);
  }

  /** Texts and slots of a signature into `outline`, whose ranges lie in the memory returned. */
  line(id: number): Uint8Array {
    const { raw } = this.#pieces[this.#pieceOf[id]];
    this.outline.readLine(raw, this.#start[id], this.#end[id]);
    return raw;
  }

  /** Names the signatures from id `from` on that hold the folded needle in one of their texts, ascending. */
  eachHolding(needle: Uint8Array, from: number, found: (id: number) => void): void {
    this.#pieces.forEach((piece, index) => {
      const until = index + 1 < this.#pieces.length ? this.#pieces[index + 1].first : this.count;
      let id = Math.max(from, piece.first);
      if (id >= until) return;
      const text = this.#fold.fold(piece.raw);
      for (let at = text.indexOf(needle, this.#start[id]); at >= 0; ) {
        id = this.#idAt(at, id, until);
        const holds = this.#isInText(id, at, at + needle.length);
        if (holds) found(id);
        // One find is enough for a signature; one outside of its texts says nothing.
        at = text.indexOf(needle, holds ? this.#end[id] : at + 1);
      }
    });
  }

  /** A find may lie in names, in the numbers between texts, or over their borders. */
  #isInText(id: number, from: number, until: number): boolean {
    this.line(id);
    const { slotCount, textStart, textEnd } = this.outline;
    for (let text = 0; text <= slotCount; text++) if (textStart[text] <= from && until <= textEnd[text]) return true;
    return false;
  }

  /** The last signature in [from, until) that begins at or before `at` in their piece. */
  #idAt(at: number, from: number, until: number): number {
    let low = from;
    let high = until - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#start[middle] <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #grow(): void {
    const grown = (from: Int32Array): Int32Array<ArrayBuffer> => {
      const into = new Int32Array(from.length * 2);
      into.set(from);
      return into;
    };
    this.#pieceOf = grown(this.#pieceOf);
    this.#start = grown(this.#start);
    this.#end = grown(this.#end);
  }
}
