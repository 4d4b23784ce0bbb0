import { useState } from 'react';
import { isAppError } from '#base/app-error.ts';
import type { ConnectionCheck, LogConnection } from '#contract/connect.ts';
import { useClient } from '../../app/services.tsx';

/** What is typed of a connection. */
export interface ServiceForm {
  readonly settings: Readonly<Record<string, string>>;
  /** A new key; empty: the one that is kept. */
  readonly key: string;
  readonly keep: boolean;
}

export interface TriedConnection {
  readonly connection: LogConnection | undefined;
  readonly checks: readonly ConnectionCheck[];
}

/** Saves what is typed and tests it, and says what was saved; the newest test wins. */
export function useConnectionTest(connector: string) {
  const client = useClient();
  const [tried, setTried] = useState<TriedConnection>();
  const [running, setRunning] = useState<AbortController>();

  const test = async ({ settings, key, keep }: ServiceForm): Promise<LogConnection | undefined> => {
    running?.abort();
    const own = new AbortController();
    setRunning(own);
    let next: TriedConnection;
    try {
      const connection = await client.saveConnection({ connector, settings: { ...settings }, key: key === '' ? undefined : key, keep });
      next = { connection, ...(await client.checkConnection({ connectionId: connection.id }, { signal: own.signal })) };
    } catch (error) {
      if (own.signal.aborted) return undefined;
      next = { connection: undefined, checks: [{ state: 'failed', text: isAppError(error) ? error.message : String(error) }] };
    }
    if (own.signal.aborted) return undefined;
    setTried(next);
    setRunning(undefined);
    return next.connection;
  };

  return { tried, isTesting: running !== undefined, test, forget: () => setTried(undefined) };
}

export function isUsable({ connection, checks }: TriedConnection): boolean {
  return connection !== undefined && checks.every(({ state }) => state !== 'failed');
}
