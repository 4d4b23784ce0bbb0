import type { Database } from 'better-sqlite3';

/** One step of the layout; it runs in a transaction of its own and is never changed once it was released. */
export interface Migration {
  /** Counts from 1 without gaps. */
  readonly version: number;
  up(database: Database): void;
}
