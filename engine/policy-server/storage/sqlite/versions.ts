import type { Database } from 'better-sqlite3';
import { AppError } from '../../../base/app-error.ts';
import type { Stage } from '../../../policy/protocol/messages.ts';
import type { VersionStore } from '../policy-storage.ts';
import type { Act, LiveVersions, NewVersion, Place, StageRow, VersionRow } from '../rows.ts';
import { outbox } from './outbox.ts';

type StoredVersion = Omit<VersionRow, 'rollbackOf'> & { readonly rollbackOf: number | null };
type StoredStage = Omit<StageRow, 'percent'> & { readonly percent: number | null };

const VERSION =
  'tenant, service, version, content, policies, author, reason, key_id AS keyId, rollback_of AS rollbackOf, created_ms AS createdMs';
const STAGE = 'version, stage, percent, author, reason, at_ms AS atMs';

/** Where a version may go from where it is. Nothing comes back from retirement but by a rollback, which is a new version. */
const NEXT: Readonly<Record<Stage, readonly Stage[]>> = {
  draft: ['shadow', 'canary', 'active', 'retired'],
  shadow: ['canary', 'active', 'retired'],
  canary: ['canary', 'active', 'retired'],
  active: ['retired'],
  retired: [],
};

/** Whose place a version takes when it comes to a stage: of those that are older, and for a shadow of its like alone. */
const TAKES_PLACE_OF: Readonly<Record<Stage, readonly Stage[]>> = {
  draft: [],
  shadow: ['shadow'],
  canary: ['shadow', 'canary'],
  active: ['shadow', 'canary', 'active'],
  retired: [],
};

export function versionStore(database: Database): VersionStore {
  const emit = outbox(database);
  const addService = database.prepare<[string, string]>('INSERT OR IGNORE INTO service (tenant, name) VALUES (?, ?)');
  const services = database.prepare<[string], { name: string }>('SELECT name FROM service WHERE tenant = ? ORDER BY name');
  const serviceOf = database.prepare<[string, string], { enabled: number }>('SELECT enabled FROM service WHERE tenant = ? AND name = ?');
  const enable = database.prepare<[number, string, string]>('UPDATE service SET enabled = ? WHERE tenant = ? AND name = ?');
  const addServiceChange = database.prepare<[string, string, number, string, string, string, number]>(
    'INSERT INTO service_change (tenant, service, enabled, author, reason, key_id, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const newest = database.prepare<[string, string], { version: number | null }>(
    'SELECT max(version) AS version FROM version WHERE tenant = ? AND service = ?',
  );
  const insert = database.prepare<[string, string, number, string, number, string, string, string, number | null, number]>(
    `INSERT INTO version (tenant, service, version, content, policies, author, reason, key_id, rollback_of, created_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertStage = database.prepare<[string, string, number, string, number | null, string, string, string, number]>(
    'INSERT INTO stage_change (tenant, service, version, stage, percent, author, reason, key_id, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const one = database.prepare<[string, string, number], StoredVersion>(
    `SELECT ${VERSION} FROM version WHERE tenant = ? AND service = ? AND version = ?`,
  );
  const history = database.prepare<[string, string, number, number], StoredVersion>(
    `SELECT ${VERSION} FROM version WHERE tenant = ? AND service = ? AND version < ? ORDER BY version DESC LIMIT ?`,
  );
  const stages = database.prepare<[string, string, number, number], StoredStage>(
    `SELECT ${STAGE} FROM stage_change WHERE tenant = ? AND service = ? AND version BETWEEN ? AND ? ORDER BY id`,
  );
  const stageOf = database.prepare<[string, string, number], StoredStage>(
    `SELECT ${STAGE} FROM stage_change WHERE tenant = ? AND service = ? AND version = ? ORDER BY id DESC LIMIT 1`,
  );
  /** The stage of every version now; SQLite takes the other columns from the row that has the maximum. */
  const standing = database.prepare<[string, string], StoredStage & { id: number }>(
    `SELECT ${STAGE}, max(id) AS id FROM stage_change WHERE tenant = ? AND service = ? GROUP BY version ORDER BY version DESC`,
  );

  function enterStage({ tenant, service }: Place, version: number, stage: Stage, percent: number | undefined, act: Act): void {
    const retired = standing.all(tenant, service).filter((row) => row.version !== version && TAKES_PLACE_OF[stage].includes(row.stage));
    for (const { version: older } of retired) {
      const reason = `version ${version} took its place`;
      insertStage.run(tenant, service, older, 'retired', null, act.author, reason, act.keyId, act.atMs);
    }
    insertStage.run(
      tenant,
      service,
      version,
      stage,
      stage === 'canary' ? (percent ?? null) : null,
      act.author,
      act.reason,
      act.keyId,
      act.atMs,
    );
  }

  function publish(made: NewVersion, act: Act): VersionRow {
    const { tenant, service, content, policies } = made;
    addService.run(tenant, service);
    const last = newest.get(tenant, service)?.version ?? 0;
    if (made.basedOn !== undefined && made.basedOn !== last) {
      throw new AppError(
        'CONFLICT',
        `Version ${last} of "${service}" is newer than version ${made.basedOn}, on which this change is based. Nothing was published. Compare with it, then publish again.`,
      );
    }
    const version = last + 1;
    insert.run(tenant, service, version, content, policies, act.author, act.reason, act.keyId, made.rollbackOf ?? null, act.atMs);
    enterStage(made, version, made.stage, made.percent, act);
    const { author, reason, keyId, atMs: createdMs } = act;
    return { tenant, service, version, content, policies, author, reason, keyId, rollbackOf: made.rollbackOf, createdMs };
  }

  function live({ tenant, service }: Place): LiveVersions | undefined {
    const known = serviceOf.get(tenant, service);
    if (known === undefined) return undefined;
    const rows = standing.all(tenant, service);
    const at = (stage: Stage) => {
      const row = rows.find((candidate) => candidate.stage === stage);
      const found = row && one.get(tenant, service, row.version);
      return found && versionOf(found);
    };
    const canary = at('canary');
    const percent = rows.find((row) => row.stage === 'canary')?.percent ?? 0;
    return {
      enabled: known.enabled === 1,
      active: at('active'),
      canary: canary && { row: canary, percent },
      shadow: at('shadow'),
      newest: rows[0]?.version,
    };
  }

  return {
    publish: (made, act, event) =>
      database
        .transaction(() => {
          const row = publish(made, act);
          emit({ ...event, data: withVersion(event.data, row.version) });
          return row;
        })
        .immediate(),
    changeStage: (place, version, { stage, percent }, act, event) =>
      database
        .transaction(() => {
          const now = stageOf.get(place.tenant, place.service, version);
          if (now === undefined) throw noVersion(place, version);
          if (!NEXT[now.stage].includes(stage)) {
            throw new AppError(
              'CONFLICT',
              `Version ${version} of "${place.service}" is ${now.stage} and cannot become ${stage}. Nothing was changed. To bring an older version back, roll back to it.`,
            );
          }
          enterStage(place, version, stage, percent, act);
          emit(event);
        })
        .immediate(),
    version({ tenant, service }, version) {
      const found = one.get(tenant, service, version);
      return found && versionOf(found);
    },
    history: ({ tenant, service }, before, limit) => history.all(tenant, service, before ?? Number.MAX_SAFE_INTEGER, limit).map(versionOf),
    stages: ({ tenant, service }, from, until) =>
      stages.all(tenant, service, from, until).map((row) => ({ ...row, percent: row.percent ?? undefined })),
    live,
    services: (tenant) => services.all(tenant).map(({ name }) => name),
    setEnabled: ({ tenant, service }, isEnabled, act, event) =>
      database
        .transaction(() => {
          if (enable.run(isEnabled ? 1 : 0, tenant, service).changes === 0) {
            throw new AppError('NOT_FOUND', `There is no service "${service}". It becomes known with its first version.`);
          }
          addServiceChange.run(tenant, service, isEnabled ? 1 : 0, act.author, act.reason, act.keyId, act.atMs);
          emit(event);
        })
        .immediate(),
  };
}

export function noVersion({ service }: Place, version: number): AppError {
  return new AppError('NOT_FOUND', `There is no version ${version} of "${service}". Its history lists those that there are.`);
}

/** The number is known only once the version is stored. */
function withVersion(data: string, version: number): string {
  const parsed: unknown = JSON.parse(data);
  return JSON.stringify({ ...(typeof parsed === 'object' ? parsed : {}), version });
}

function versionOf(stored: StoredVersion): VersionRow {
  return { ...stored, rollbackOf: stored.rollbackOf ?? undefined };
}
