import type { Transport } from './transport.ts';

/** Two ends of a channel within one thread. Every message is cloned, as the real channels do, and arrives later, never at once. */
export function memoryTransports(): [Transport, Transport] {
  const left = new End();
  const right = new End();
  left.other = right;
  right.other = left;
  return [left, right];
}

class End implements Transport {
  other: End | undefined;
  readonly #messageListeners: ((message: unknown) => void)[] = [];
  readonly #closeListeners: (() => void)[] = [];
  #isClosed = false;

  send(message: unknown): void {
    const other = this.other;
    if (this.#isClosed || other === undefined) return;
    const copy = structuredClone(message);
    void Promise.resolve().then(() => other.#receive(copy));
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#messageListeners.push(listener);
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const listener of this.#closeListeners) listener();
    this.other?.close();
  }

  #receive(message: unknown): void {
    if (!this.#isClosed) for (const listener of this.#messageListeners) listener(message);
  }
}
