import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../base/app-error.ts';

/** One JSON value in a file of its own, replaced as a whole, readable by its owner alone. */
export class KeptJson<T> {
  readonly #file: string;
  readonly #what: string;
  #value: T;

  /**
   * @param what names it in messages: "The model settings"
   * @param read takes what stood in the file, or undefined where it is missing or damaged
   */
  constructor(file: string, what: string, read: (value: unknown) => T) {
    this.#file = file;
    this.#what = what;
    this.#value = read(parseFile(file));
  }

  get(): T {
    return this.#value;
  }

  /** @throws AppError STORE_UNREADABLE when it cannot be written; the value before stays */
  put(value: T): void {
    const temporary = `${this.#file}.${process.pid}.tmp`;
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
      writeFileSync(temporary, JSON.stringify(value), { mode: 0o600 });
      renameSync(temporary, this.#file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw new AppError(
        'STORE_UNREADABLE',
        `${this.#what} cannot be written to "${this.#file}": ${error instanceof Error ? error.message : String(error)}. Nothing was changed. Mend that, then try again.`,
        { cause: error },
      );
    }
    this.#value = value;
  }
}

function parseFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // Missing at first, or damaged: settings begin anew.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}
