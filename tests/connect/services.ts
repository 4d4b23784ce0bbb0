import type { PlayedServer } from '../servers/played-server.ts';
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
  /** A request that brings records; not one that looks around. */
  isRead(path: string): boolean;
  /** What identifies every record it holds from `fromUs` on and before `untilUs`, in order of time. */
  identities(fromUs: number, untilUs: number): string[];
  /** The same of a stored line. */
  identityOf(line: Record<string, string>): string;
  /** More records, later than all there are. */
  grow(count: number): void;
  /** Requests a page of records costs at least this many records. */
  readonly pageSize: number;
  close(): Promise<void>;
}

export async function playPosthog(count: number): Promise<PlayedService> {
  const posthog = await PlayedPosthog.start({ rows: makeRows(count, FROM_US, 1_000) });
  return {
    connector: 'posthog',
    settings: posthog.settings,
    key: POSTHOG_KEY,
    played: posthog.played,
    isRead: (path) => path.endsWith('/logs/query/'),
    identities: (fromUs, untilUs) => posthog.rows.filter(({ us }) => us >= fromUs && us < untilUs).map(({ uuid }) => uuid),
    identityOf: (line) => line.uuid,
    grow: (more) => {
      const nowUs = Date.now() * 1_000;
      const rows = makeRows(more, (posthog.rows.at(-1)?.us ?? FROM_US) + 1_000_000, 1_000, posthog.rows.length);
      posthog.add(rows.map((row, index) => ({ ...row, observedUs: nowUs + index })));
    },
    pageSize: 2_000,
    close: () => posthog.close(),
  };
}
