import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { type StoreApi, useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { LogsiftClient } from '#contract/api.ts';
import { createTimeFormat, type TimeFormat } from '../format/time.ts';
import type { Platform } from '../platform/platform.ts';
import type { Actions } from './actions.ts';
import type { Command, CommandRegistry } from './commands.ts';
import type { ArrangementState, ArrangementStore } from './stores/arrangement.ts';
import type { HistoryStore } from './stores/history.ts';
import type { ModelsStore } from './stores/models.ts';
import type { OverlayStore } from './stores/overlay.ts';
import type { QueryState, QueryStore } from './stores/query.ts';
import type { SessionState, SessionStore } from './stores/session.ts';
import type { Settings, SettingsStore } from './stores/settings.ts';
import type { ViewState, ViewStore } from './stores/view.ts';

/** Everything a component may ask for; made once per window by `createServices`, never a module global. */
export interface Services {
  /** The client of the connection that stands now; a new one after a reconnect. */
  readonly client: LogsiftClient;
  readonly clients: StoreApi<{ readonly client: LogsiftClient }>;
  readonly platform: Platform;
  readonly session: SessionStore;
  readonly query: QueryStore;
  readonly view: ViewStore;
  readonly settings: SettingsStore;
  readonly history: HistoryStore;
  readonly arrangement: ArrangementStore;
  readonly commands: CommandRegistry;
  readonly overlay: OverlayStore;
  readonly models: ModelsStore;
  readonly actions: Actions;
  readonly nowUs: () => number;
}

const ServicesContext = createContext<Services | undefined>(undefined);

export function ServicesProvider({ services, children }: { services: Services; children: ReactNode }) {
  return <ServicesContext.Provider value={services}>{children}</ServicesContext.Provider>;
}

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === undefined) throw new Error('useServices needs a ServicesProvider above it');
  return services;
}

export const useClient = (): LogsiftClient => useStore(useServices().clients, (state) => state.client);
export const usePlatform = (): Platform => useServices().platform;

/** Selectors may return fresh objects: results are compared shallowly. */
export function useSession<T>(select: (state: SessionState) => T): T {
  return useStore(useServices().session, useShallow(select));
}
export function useQueryState<T>(select: (state: QueryState) => T): T {
  return useStore(useServices().query, useShallow(select));
}
export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(useServices().view, useShallow(select));
}
export function useArrangement<T>(select: (state: ArrangementState) => T): T {
  return useStore(useServices().arrangement, useShallow(select));
}
export function useSettings<T>(select: (state: Settings) => T): T {
  return useStore(useServices().settings, useShallow(select));
}

/** The filter that every question of the Investigate screen carries, and the key that stands for it. Undefined: nothing is open. */
export function useFilter(): { filter: { investigationId: string; query: string; range?: QueryState['range'] }; key: string } | undefined {
  const investigationId = useSession((session) => session.investigation?.id);
  const { text, range } = useQueryState((query) => ({ text: query.typed ?? query.text, range: query.range }));
  return useMemo(() => {
    if (investigationId === undefined) return undefined;
    const filter = range === undefined ? { investigationId, query: text } : { investigationId, query: text, range };
    return { filter, key: JSON.stringify(filter) };
  }, [investigationId, text, range]);
}

/** Writes times in the zone of the settings. */
export function useTimeFormat(): TimeFormat {
  const zone = useSettings((settings) => settings.zone);
  const { nowUs } = useServices();
  return useMemo(() => createTimeFormat(zone, nowUs), [zone, nowUs]);
}

/** Offers commands while the component is mounted. Give a memoised array: a new one registers anew. */
export function useCommands(commands: readonly Command[]): void {
  const registry = useServices().commands;
  useEffect(() => registry.register(commands), [registry, commands]);
}
