import type { Bitmap } from './bitmap.ts';

/** Rows found per condition and block, within a budget of bytes; the condition not asked for longest goes first, with all its blocks. */
export class ResultCache {
  readonly #budgetBytes: number;
  readonly #results = new Map<string, Map<number, Bitmap>>();
  readonly #bytesOf = new Map<string, number>();
  #bytes = 0;

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  get(key: string, blockId: number): Bitmap | undefined {
    const blocks = this.#results.get(key);
    if (blocks === undefined) return undefined;
    this.#results.delete(key);
    this.#results.set(key, blocks);
    return blocks.get(blockId);
  }

  put(key: string, blockId: number, bits: Bitmap): void {
    let blocks = this.#results.get(key);
    if (blocks === undefined) {
      blocks = new Map();
      this.#results.set(key, blocks);
    }
    blocks.set(blockId, bits);
    this.#bytes += bits.byteLength;
    this.#bytesOf.set(key, (this.#bytesOf.get(key) ?? 0) + bits.byteLength);
    for (const oldest of this.#results.keys()) {
      if (this.#bytes <= this.#budgetBytes || oldest === key) break;
      this.#bytes -= this.#bytesOf.get(oldest) ?? 0;
      this.#bytesOf.delete(oldest);
      this.#results.delete(oldest);
    }
  }
}
