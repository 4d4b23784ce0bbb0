import { throwIfCancelled } from '../../base/app-error.ts';
import type { Chunk } from './dispatcher.ts';

/** Text handed on and not yet committed, per source: bounds the memory whatever a service sends. */
export const MAX_WAITING_BYTES = 8 << 20;

/** The way of one service's lines into the investigation: in order, and no faster than they are committed. */
export class Feed {
  readonly #send: (chunk: Chunk) => boolean;
  readonly #stopped = new AbortController();
  /** Chunks that are not committed yet, oldest first. */
  #waiting: { readonly size: number; readonly onKept: () => void }[] = [];
  #waitingBytes = 0;
  #from: number;
  #wake: (() => void) | undefined;

  /** @param from bytes the source has given before  @param send false when the source takes no more */
  constructor(from: number, send: (chunk: Chunk) => boolean) {
    this.#from = from;
    this.#send = send;
  }

  /** Fires when nothing more is wanted: somebody stopped the source, or the store failed. */
  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  /**
   * Hands on whole lines with the memory they lie in, and the cursor that is committed with them. Resolves when there is room for more.
   * @param onKept called when they are committed; never, when they are given up
   * @throws AppError CANCELLED when nothing more is wanted
   */
  async push(bytes: Uint8Array<ArrayBuffer>, cursor: string, onKept: () => void = () => undefined): Promise<void> {
    throwIfCancelled(this.signal);
    this.#waiting.push({ size: bytes.length, onKept });
    this.#waitingBytes += bytes.length;
    const from = this.#from;
    this.#from += bytes.length;
    if (!this.#send({ bytes, from, cursor })) this.stop();
    while (this.#waitingBytes > MAX_WAITING_BYTES && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    throwIfCancelled(this.signal);
  }

  /** The oldest `count` chunks have been committed. */
  committed(count: number): void {
    for (const { size, onKept } of this.#waiting.splice(0, count)) {
      this.#waitingBytes -= size;
      onKept();
    }
    this.#wakeUp();
  }

  stop(): void {
    this.#stopped.abort();
    this.#wakeUp();
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
