import type { Database } from 'better-sqlite3';

/** One step of the file's schema. Never edited once released; a later step changes what an earlier one made. */
export interface Migration {
  /** 1, 2, 3 … without gaps; stored as user_version. */
  readonly version: number;
  readonly up: (database: Database) => void;
}
