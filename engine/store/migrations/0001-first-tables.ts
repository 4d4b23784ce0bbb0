import type { Migration } from './migration.ts';

/**
 * Blobs lie apart from the index of blocks, so that reading the index does not page through data. Block and template ids are never
 * used twice: records and patterns are known by them. Times are microseconds since the epoch, ranges half-open.
 */
export const firstTables: Migration = {
  version: 1,
  up(database) {
    database.exec(`
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

      CREATE TABLE source (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL,
        name TEXT NOT NULL,
        state TEXT NOT NULL,
        format TEXT NOT NULL,
        format_title TEXT NOT NULL,
        format_reason TEXT NOT NULL,
        encoding TEXT NOT NULL,
        compression TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        consumed_bytes INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        lines INTEGER NOT NULL,
        records INTEGER NOT NULL,
        continuation INTEGER NOT NULL,
        skipped INTEGER NOT NULL,
        unparsed INTEGER NOT NULL,
        untimed INTEGER NOT NULL,
        truncated INTEGER NOT NULL,
        from_us INTEGER,
        until_us INTEGER,
        time_zone TEXT NOT NULL,
        times_name_zone INTEGER NOT NULL,
        elapsed_ms REAL NOT NULL,
        lines_per_second REAL NOT NULL,
        patterns INTEGER NOT NULL,
        problem_code TEXT,
        problem_message TEXT,
        choice TEXT NOT NULL
      ) STRICT;

      CREATE TABLE block (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source_id INTEGER NOT NULL REFERENCES source (id),
        seq INTEGER NOT NULL,
        first_line INTEGER NOT NULL,
        line_count INTEGER NOT NULL,
        byte_offset INTEGER NOT NULL,
        byte_count INTEGER NOT NULL,
        record_count INTEGER NOT NULL,
        untimed_count INTEGER NOT NULL,
        from_us INTEGER,
        until_us INTEGER,
        signatures BLOB NOT NULL,
        UNIQUE (source_id, seq)
      ) STRICT;

      -- The head comes first in the row: reading it alone leaves the pages of the rest unread.
      CREATE TABLE block_data (block_id INTEGER PRIMARY KEY REFERENCES block (id), head BLOB NOT NULL, rest BLOB NOT NULL) STRICT;

      -- Signatures have ids 0, 1, 2 …; a row holds those met between two writes, packed together.
      CREATE TABLE signature_batch (
        first_signature INTEGER PRIMARY KEY,
        signature_count INTEGER NOT NULL,
        raw_length INTEGER NOT NULL,
        data BLOB NOT NULL
      ) STRICT;

      CREATE TABLE template (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        fingerprint TEXT NOT NULL UNIQUE,
        parts TEXT NOT NULL,
        text TEXT NOT NULL
      ) STRICT;

      -- Template ids by signature id, 32-bit little endian, packed; -1 = none yet.
      CREATE TABLE assignment (
        first_signature INTEGER PRIMARY KEY,
        signature_count INTEGER NOT NULL,
        data BLOB NOT NULL
      ) STRICT;

      CREATE TABLE mark (
        block_id INTEGER NOT NULL REFERENCES block (id),
        row_number INTEGER NOT NULL,
        pinned INTEGER NOT NULL,
        note TEXT,
        updated_us INTEGER NOT NULL,
        PRIMARY KEY (block_id, row_number)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE view_state (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL) STRICT;
    `);
  },
};
