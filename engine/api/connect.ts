import { AppError } from '../base/app-error.ts';
import type { connectApi, LogConnection } from '../contract/connect.ts';
import type { Handlers } from '../contract/definition.ts';
import type { KnownConnection } from '../runtime/pull/connections.ts';
import type { Workspace } from '../runtime/workspace.ts';
import { investigationOf, rememberWhenIdle } from './investigations.ts';

export function connectHandlers(workspace: Workspace): Handlers<typeof connectApi> {
  const { pulls } = workspace;
  const { connections } = pulls;

  async function shown(known: KnownConnection): Promise<LogConnection> {
    const key = await connections.keyOf(known.id);
    return { ...known, settings: { ...known.settings }, keyEnd: key !== undefined && key.length > 12 ? key.slice(-4) : undefined };
  }

  return {
    listConnections: async () => ({
      connections: await Promise.all(connections.list().map(shown)),
      keyStorage: connections.secrets.kind,
    }),

    saveConnection: async ({ connector, settings, key, keep }) => shown(await connections.put({ connector, settings }, key, keep)),

    forgetConnection: async ({ connectionId }) => {
      await connections.forget(connectionId);
      return {};
    },

    unlockKeys: async ({ passphrase }) => {
      await connections.secrets.unlock(passphrase);
      return { keyStorage: connections.secrets.kind };
    },

    checkConnection: async ({ connectionId }, { signal }) => {
      const connection = await pulls.connect(connectionId);
      return { checks: [...(await connection.check(signal))] };
    },

    estimatePull: async ({ connectionId, filter }, { signal }) => {
      const connection = await pulls.connect(connectionId);
      const estimate = await connection.estimate(filter, signal);
      return { ...estimate, buckets: [...estimate.buckets], services: [...estimate.services] };
    },

    listServiceLabels: async ({ connectionId, filter, name }, { signal }) => {
      const { pushdown } = await pulls.connect(connectionId);
      return { labels: [...((await pushdown.labels?.(filter, name, signal)) ?? [])] };
    },

    listServicePatterns: async ({ connectionId, filter }, { signal }) => {
      const { pushdown } = await pulls.connect(connectionId);
      const patterns = (await pushdown.patterns?.(filter, signal)) ?? [];
      return { patterns: patterns.map((pattern) => ({ ...pattern, services: [...pattern.services] })) };
    },

    previewServiceRule: async ({ connectionId, filter, rule }, { signal }) => {
      const preview = await rulesOf(await pulls.connect(connectionId)).preview(rule, filter, signal);
      return { ...preview, existing: [...preview.existing] };
    },

    createServiceRule: async ({ connectionId, rule, consent }, { signal }) =>
      rulesOf(await pulls.connect(connectionId)).create(rule, consent, signal),

    startPull: async ({ investigationId, connectionId, filter, follow }) => {
      const investigation = workspace.get(investigationId);
      const sourceId = await pulls.start(investigation, connectionId, filter, follow);
      rememberWhenIdle(workspace, investigation);
      return { investigation: investigationOf(investigation), sourceId };
    },

    resumePull: async ({ investigationId, sourceId }) => {
      const investigation = workspace.get(investigationId);
      await pulls.resume(investigation, sourceId);
      rememberWhenIdle(workspace, investigation);
      return investigationOf(investigation);
    },

    getPull: async ({ investigationId, sourceId }) => {
      const pull = workspace.get(investigationId).pullOf(sourceId);
      if (pull === undefined) return {};
      const { connector, settings, filter, follow } = pull.request;
      return {
        pull: {
          connector,
          settings: { ...settings },
          filter: { ...filter, services: [...filter.services], attributes: [...filter.attributes] },
          follow,
        },
      };
    },
  };
}

type Opened = Awaited<ReturnType<Workspace['pulls']['connect']>>;

function rulesOf({ rules }: Opened): NonNullable<Opened['rules']> {
  if (rules !== undefined) return rules;
  throw new AppError(
    'BAD_REQUEST',
    'This log service knows no rules that drop records. Nothing was sent. Drop them where they are sent from.',
  );
}
