import { LOKI_PASSWORD, makeEntries, PlayedLoki } from '../servers/loki-server.ts';
import type { Fault, PlayedRequest, PlayedServer } from '../servers/played-server.ts';
import { makeRows } from '../servers/posthog-rows.ts';
import { PlayedPosthog, POSTHOG_KEY } from '../servers/posthog-server.ts';

/** 2026-09-01T10:00:00Z in microseconds. */
export const FROM_US = 1_788_256_800_000_000;

/** A log service played by a test server, as every connector's suite sees it. */
export interface PlayedService {
  readonly connector: string;
  readonly settings: Record<string, string>;
  readonly key: string;
  readonly played: PlayedServer;
  /** Records it holds at first: one a millisecond from FROM_US on. */
  readonly count: number;
  /** Records of one page. */
  readonly pageSize: number;
  /** What can go wrong here alone. */
  readonly ownFaults: readonly (readonly [string, Fault])[];
  /** A word that the message for this status has. */
  readonly words: Readonly<Record<number, string>>;
  /** A request that brings records; not one that looks around. */
  isRead(request: PlayedRequest): boolean;
  /** Microseconds that such a request asks for. */
  spanUs(request: PlayedRequest): number;
  /** What identifies every record it holds from `fromUs` on and before `untilUs`, in order of time. */
  identities(fromUs: number, untilUs: number): string[];
  /** The same of a stored line. */
  identityOf(line: Record<string, string>): string;
  /** More records, which come in now. */
  grow(count: number): void;
  close(): Promise<void>;
}

export async function playPosthog(): Promise<PlayedService> {
  const count = 7_000;
  const posthog = await PlayedPosthog.start({ rows: makeRows(count, FROM_US, 1_000) });
  return {
    connector: 'posthog',
    settings: posthog.settings,
    key: POSTHOG_KEY,
    played: posthog.played,
    count,
    pageSize: 2_000,
    ownFaults: [
      ['a page that begins with rows of the one before', { kind: 'repeats', rows: 5 }],
      ['an empty page that is not the last', { kind: 'empty' }],
      ['a cursor that is refused', { kind: 'expired', status: 400 }],
      ['a cursor over which the server fails', { kind: 'expired', status: 500 }],
    ],
    words: { 401: 'key', 403: 'key', 404: 'project' },
    isRead: ({ path }) => path.endsWith('/logs/query/'),
    spanUs: ({ body }) => {
      const { date_from, date_to } = JSON.parse(body).query.dateRange;
      return (Date.parse(date_to) - Date.parse(date_from)) * 1_000;
    },
    identities: (fromUs, untilUs) => posthog.rows.filter(({ us }) => us >= fromUs && us < untilUs).map(({ uuid }) => uuid),
    identityOf: (line) => line.uuid,
    grow: (more) => {
      const nowUs = Date.now() * 1_000;
      const rows = makeRows(more, (posthog.rows.at(-1)?.us ?? FROM_US) + 1_000_000, 1_000, posthog.rows.length);
      posthog.add(rows.map((row, index) => ({ ...row, observedUs: nowUs + index })));
    },
    close: () => posthog.close(),
  };
}

export async function playLoki(): Promise<PlayedService> {
  const count = 17_000;
  const loki = await PlayedLoki.start({ entries: makeEntries(count, BigInt(FROM_US) * 1_000n, 1_000_000n) });
  return {
    connector: 'loki',
    settings: loki.settings,
    key: LOKI_PASSWORD,
    played: loki.played,
    count,
    pageSize: 5_000,
    ownFaults: [
      [
        'a limit that is lower than usual',
        { kind: 'answer', status: 400, body: 'max entries limit per query exceeded, limit > max_entries_limit_per_query (5000 > 1000)' },
      ],
      [
        'a range that is too long',
        { kind: 'answer', status: 400, body: 'the query time range exceeds the limit (query length: 6h0m0s, limit: 1h)' },
      ],
      ['a time-out of the query', { kind: 'answer', status: 504, body: 'context deadline exceeded' }],
    ],
    words: { 401: 'key', 403: 'key', 404: 'Loki' },
    isRead: ({ path, body }) => path.endsWith('/query_range') && new URLSearchParams(body).get('direction') === 'forward',
    spanUs: ({ body }) => {
      const asked = new URLSearchParams(body);
      return Number((BigInt(asked.get('end') ?? 0) - BigInt(asked.get('start') ?? 0)) / 1_000n);
    },
    identities: (fromUs, untilUs) =>
      loki.entries
        .filter(({ ns }) => ns >= BigInt(fromUs) * 1_000n && ns < BigInt(untilUs) * 1_000n)
        .map(({ metadata, ns }) => `${metadata.entry} ${ns}`),
    identityOf: ({ timestamp, entry }) =>
      `${entry} ${BigInt(Date.parse(`${timestamp.slice(0, 19)}Z`)) * 1_000_000n + BigInt(timestamp.slice(20, 29))}`,
    grow: (more) => loki.add(makeEntries(more, BigInt(Date.now()) * 1_000_000n - 1_000_000_000n, 1_000n, loki.entries.length)),
    close: () => loki.close(),
  };
}
