import type { Migration } from './migration.ts';

/**
 * Times are milliseconds since the epoch. Everything belongs to a tenant. Versions are never changed or deleted, and their stages are
 * a history that only grows: both are held by triggers, not by good manners.
 */
export const firstTables: Migration = {
  version: 1,
  up(database) {
    database.exec(`
      CREATE TABLE api_key (
        id TEXT PRIMARY KEY,
        tenant TEXT NOT NULL,
        name TEXT NOT NULL,
        scope TEXT NOT NULL CHECK (scope IN ('read', 'write')),
        hash BLOB NOT NULL UNIQUE,
        created_ms INTEGER NOT NULL,
        revoked_ms INTEGER
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE service (
        tenant TEXT NOT NULL,
        name TEXT NOT NULL,
        enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
        PRIMARY KEY (tenant, name)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE version (
        tenant TEXT NOT NULL,
        service TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version >= 1),
        content TEXT NOT NULL,
        policies INTEGER NOT NULL,
        author TEXT NOT NULL,
        reason TEXT NOT NULL,
        key_id TEXT NOT NULL,
        rollback_of INTEGER,
        created_ms INTEGER NOT NULL,
        PRIMARY KEY (tenant, service, version),
        FOREIGN KEY (tenant, service) REFERENCES service (tenant, name)
      ) STRICT;
      CREATE TRIGGER version_stays BEFORE UPDATE ON version BEGIN SELECT RAISE(ABORT, 'a version is never changed'); END;
      CREATE TRIGGER version_is_kept BEFORE DELETE ON version BEGIN SELECT RAISE(ABORT, 'a version is never deleted'); END;

      CREATE TABLE stage_change (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        tenant TEXT NOT NULL,
        service TEXT NOT NULL,
        version INTEGER NOT NULL,
        stage TEXT NOT NULL CHECK (stage IN ('draft', 'shadow', 'canary', 'active', 'retired')),
        percent REAL,
        author TEXT NOT NULL,
        reason TEXT NOT NULL,
        key_id TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        FOREIGN KEY (tenant, service, version) REFERENCES version (tenant, service, version)
      ) STRICT;
      CREATE INDEX stage_change_of_version ON stage_change (tenant, service, version, id);
      CREATE TRIGGER stage_change_stays BEFORE UPDATE ON stage_change BEGIN SELECT RAISE(ABORT, 'history is never changed'); END;
      CREATE TRIGGER stage_change_is_kept BEFORE DELETE ON stage_change BEGIN SELECT RAISE(ABORT, 'history is never deleted'); END;

      CREATE TABLE service_change (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        tenant TEXT NOT NULL,
        service TEXT NOT NULL,
        enabled INTEGER NOT NULL,
        author TEXT NOT NULL,
        reason TEXT NOT NULL,
        key_id TEXT NOT NULL,
        at_ms INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE agent (
        tenant TEXT NOT NULL,
        service TEXT NOT NULL,
        instance TEXT NOT NULL,
        sdk TEXT NOT NULL,
        set_version INTEGER,
        mode TEXT NOT NULL,
        first_seen_ms INTEGER NOT NULL,
        last_seen_ms INTEGER NOT NULL,
        sequence INTEGER NOT NULL DEFAULT -1,
        PRIMARY KEY (tenant, service, instance)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE policy_count (
        tenant TEXT NOT NULL,
        service TEXT NOT NULL,
        policy_id TEXT NOT NULL,
        hit INTEGER NOT NULL,
        miss INTEGER NOT NULL,
        errors INTEGER NOT NULL,
        dropped INTEGER NOT NULL,
        sampled INTEGER NOT NULL,
        deduped INTEGER NOT NULL,
        limited INTEGER NOT NULL,
        since_ms INTEGER NOT NULL,
        PRIMARY KEY (tenant, service, policy_id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE pattern_count (
        tenant TEXT NOT NULL,
        service TEXT NOT NULL,
        pattern_id TEXT NOT NULL,
        from_ms INTEGER NOT NULL,
        instance TEXT NOT NULL,
        until_ms INTEGER NOT NULL,
        template TEXT NOT NULL,
        level TEXT NOT NULL,
        count INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        PRIMARY KEY (tenant, service, pattern_id, from_ms, instance)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE analysis_run (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        tenant TEXT NOT NULL,
        service TEXT NOT NULL,
        started_ms INTEGER NOT NULL,
        finished_ms INTEGER,
        patterns INTEGER NOT NULL DEFAULT 0,
        anomalies INTEGER NOT NULL DEFAULT 0,
        problem TEXT
      ) STRICT;
      CREATE INDEX analysis_run_of_tenant ON analysis_run (tenant, id);

      CREATE TABLE anomaly (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        tenant TEXT NOT NULL,
        service TEXT NOT NULL,
        run_id INTEGER REFERENCES analysis_run (id) ON DELETE SET NULL,
        kind TEXT NOT NULL CHECK (kind IN ('rate', 'drift')),
        subject TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        score REAL NOT NULL,
        summary TEXT NOT NULL,
        UNIQUE (tenant, service, kind, subject, at_ms)
      ) STRICT;

      CREATE TABLE webhook (
        id TEXT PRIMARY KEY,
        tenant TEXT NOT NULL,
        url TEXT NOT NULL,
        format TEXT NOT NULL CHECK (format IN ('generic', 'slack')),
        events TEXT NOT NULL,
        secret TEXT NOT NULL,
        created_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE delivery (
        id TEXT PRIMARY KEY,
        webhook_id TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        data TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        due_ms INTEGER,
        problem TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX delivery_due ON delivery (due_ms) WHERE due_ms IS NOT NULL;
      CREATE INDEX delivery_of_webhook ON delivery (webhook_id);
    `);
  },
};
