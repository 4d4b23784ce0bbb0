import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../base/app-error.ts';

/** What the start screen shows of an investigation without opening its file. */
export interface CatalogEntry {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly openedUs: number;
  readonly range: { readonly fromUs: number; readonly untilUs: number } | undefined;
  readonly records: number;
  readonly patterns: number;
  readonly sourceNames: readonly string[];
  readonly complete: boolean;
  readonly volume: readonly number[];
  readonly errors: readonly number[];
}

/**
 * The list of recent investigations: one JSON file in the data folder, replaced as a whole. It holds nothing that the
 * investigation files do not: a damaged or missing list starts empty.
 */
export class Catalog {
  readonly #file: string;
  #entries: readonly CatalogEntry[];

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    this.#file = path.join(dataDir, 'recent.json');
    this.#entries = readEntries(this.#file);
  }

  /** Most recently opened first. */
  list(): readonly CatalogEntry[] {
    return this.#entries;
  }

  find(id: string): CatalogEntry | undefined {
    return this.#entries.find((entry) => entry.id === id);
  }

  put(entry: CatalogEntry): void {
    this.#write([entry, ...this.#entries.filter((other) => other.id !== entry.id)].sort((a, b) => b.openedUs - a.openedUs));
  }

  remove(id: string): void {
    this.#write(this.#entries.filter((entry) => entry.id !== id));
  }

  #write(entries: readonly CatalogEntry[]): void {
    this.#entries = entries;
    const temporary = `${this.#file}.${process.pid}.tmp`;
    try {
      writeFileSync(temporary, JSON.stringify(entries), { mode: 0o600 });
      renameSync(temporary, this.#file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw listNotWritten(error, path.dirname(this.#file));
    }
  }
}

function listNotWritten(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const isFull = error.code === 'ENOSPC' || error.code === 'EDQUOT';
  const [why, next] = isFull
    ? ['there is no room left on its disk', 'Free some space']
    : [`the system says: ${error.message}`, 'Mend that'];
  return new AppError(
    isFull ? 'DISK_FULL' : 'STORE_UNREADABLE',
    `The list of recent investigations in "${folder}" cannot be written: ${why}. The investigations themselves are not touched. ${next}, then try again.`,
    { cause: error },
  );
}

function readEntries(file: string): CatalogEntry[] {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(parsed) ? parsed.filter(isEntry) : [];
  } catch {
    // Missing on the first start, or damaged: the investigations themselves are not touched by it.
    return [];
  }
}

function isEntry(value: unknown): value is CatalogEntry {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'path' in value &&
    typeof value.path === 'string'
  );
}
