import { durationMs } from '../model/duration.ts';
import type { Dedupe } from '../model/intents.ts';
import { type Reader, readerOf } from './read-target.ts';
import { type LogRecord, textOfValue } from './record.ts';

interface Window {
  untilMs: number;
  suppressed: number;
}

/** The windows of one dedupe policy, by key; the key that was open longest makes room for a new one. */
export class DedupeWindows {
  readonly #readers: readonly Reader[];
  readonly #lengthMs: number;
  readonly #mostKeys: number;
  readonly #windows = new Map<string, Window>();
  /** Of keys that had to make room, not yet reported. */
  #orphaned = 0;

  constructor({ window, key, max_keys }: Dedupe) {
    this.#readers = key.map(readerOf);
    this.#lengthMs = durationMs(window);
    this.#mostKeys = max_keys;
  }

  keyOf(record: LogRecord): string {
    if (this.#readers.length === 1) return textOfValue(this.#readers[0](record));
    return JSON.stringify(this.#readers.map((read) => textOfValue(read(record))));
  }

  /** Counts the record in the window that holds its key. @returns whether there is one */
  suppresses(key: string, nowMs: number): boolean {
    const window = this.#windows.get(key);
    // A clock that went back or broke opens a new window rather than to hold one for ever.
    if (window === undefined || !(nowMs < window.untilMs) || !(nowMs >= window.untilMs - this.#lengthMs)) return false;
    window.suppressed++;
    return true;
  }

  /** Opens a window. @returns records suppressed under this key since the last one that went through */
  open(key: string, nowMs: number): number {
    const suppressed = this.#windows.get(key)?.suppressed ?? 0;
    this.#windows.delete(key);
    if (this.#windows.size >= this.#mostKeys) this.#makeRoom();
    this.#windows.set(key, { untilMs: nowMs + this.#lengthMs, suppressed: 0 });
    return suppressed;
  }

  /** What was suppressed and not reported with a later record; asked for at the end. */
  takeUnreported(): readonly { readonly key: string; readonly suppressed: number }[] {
    const left = [...this.#windows].flatMap(([key, { suppressed }]) => (suppressed > 0 ? [{ key, suppressed }] : []));
    if (this.#orphaned > 0) left.push({ key: '', suppressed: this.#orphaned });
    this.#windows.clear();
    this.#orphaned = 0;
    return left;
  }

  #makeRoom(): void {
    const [oldest] = this.#windows;
    if (oldest === undefined) return;
    this.#orphaned += oldest[1].suppressed;
    this.#windows.delete(oldest[0]);
  }
}
