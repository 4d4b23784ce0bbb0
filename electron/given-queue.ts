import type { NamedPath } from './given-files.ts';

/** Files that arrive before the page is ready wait for it. */
export class GivenQueue {
  #waiting: NamedPath[] = [];
  #send: ((files: readonly NamedPath[]) => void) | undefined;

  give(files: readonly NamedPath[]): void {
    if (files.length === 0) return;
    if (this.#send === undefined) this.#waiting.push(...files);
    else this.#send(files);
  }

  /** The page is ready: it gets what waits, and from now on whatever comes. */
  takenBy(send: (files: readonly NamedPath[]) => void): void {
    this.#send = send;
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length > 0) send(waiting);
  }

  /** The page is gone or loads anew. */
  hold(): void {
    this.#send = undefined;
  }
}
