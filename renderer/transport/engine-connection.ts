import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LogsiftClient } from '#contract/api.ts';
import type { Transport } from '#contract/rpc/transport.ts';
import type { SessionStore } from '../app/stores/session.ts';

/** Waits between attempts to come back, in ms; the last one repeats. */
const WAITS_MS = [250, 500, 1_000, 2_000, 4_000] as const;

export interface EngineConnection {
  readonly clients: StoreApi<{ readonly client: LogsiftClient }>;
  readonly session: SessionStore;
  onReconnect(listener: () => void): void;
}

export interface ConnectionOptions {
  connect(): Promise<Transport>;
  makeClient(transport: Transport): LogsiftClient;
  readonly session: SessionStore;
  wait(ms: number): Promise<void>;
  /** Told after the first attempt fails, and then never again. */
  onFirstFailure?(error: unknown): void;
}

/**
 * Connects, and connects again whenever the channel breaks: the session says `lost` meanwhile, each new channel brings a new client.
 * Resolves with the first connection; never rejects.
 */
export async function connectEngine(options: ConnectionOptions): Promise<EngineConnection> {
  const { session } = options;
  const listeners: (() => void)[] = [];

  const attempt = async (isFirst: boolean): Promise<LogsiftClient> => {
    for (let tries = 0; ; tries++) {
      try {
        const transport = await options.connect();
        transport.onClose(() => void lost());
        return options.makeClient(transport);
      } catch (error) {
        if (isFirst && tries === 0) options.onFirstFailure?.(error);
        await options.wait(WAITS_MS[Math.min(tries, WAITS_MS.length - 1)] ?? 4_000);
      }
    }
  };
  const lost = async (): Promise<void> => {
    session.connectionChanged('lost');
    clients.setState({ client: await attempt(false) });
    session.connectionChanged('connected');
    for (const listener of listeners) listener();
  };

  const first = await attempt(true);
  const clients = createStore<{ readonly client: LogsiftClient }>(() => ({ client: first }));
  return { clients, session, onReconnect: (listener) => listeners.push(listener) };
}
