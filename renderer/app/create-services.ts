import type { StoreApi } from 'zustand/vanilla';
import type { LogsiftClient } from '#contract/api.ts';
import type { Platform } from '../platform/platform.ts';
import { createActions } from './actions.ts';
import { createCommandRegistry } from './commands.ts';
import type { Services } from './services.tsx';
import { createArrangementStore } from './stores/arrangement.ts';
import { createHistory } from './stores/history.ts';
import { createModelsStore } from './stores/models.ts';
import { createOverlayStore } from './stores/overlay.ts';
import { createQueryStore } from './stores/query.ts';
import type { SessionStore } from './stores/session.ts';
import { createSettingsStore } from './stores/settings.ts';
import { createViewStore } from './stores/view.ts';

/** One window's stores and actions around a client. */
export function createServices(clients: StoreApi<{ readonly client: LogsiftClient }>, platform: Platform, session: SessionStore): Services {
  const query = createQueryStore();
  const view = createViewStore();
  const history = createHistory(query, view, queueMicrotask);
  const arrangement = createArrangementStore();
  const overlay = createOverlayStore();
  const settings = createSettingsStore({
    read: () => platform.keep.read('settings'),
    write: (text) => platform.keep.write('settings', text),
  });
  const actions = createActions({ client: () => clients.getState().client, platform, session, history, arrangement, overlay });
  return {
    get client() {
      return clients.getState().client;
    },
    clients,
    platform,
    session,
    query,
    view,
    settings,
    history,
    arrangement,
    commands: createCommandRegistry(),
    overlay,
    models: createModelsStore(),
    actions,
    nowUs: () => Date.now() * 1000,
  };
}
