import { useStore } from 'zustand';
import type { ModelSettings } from '#contract/models.ts';
import { useClient, useServices } from './services.tsx';
import { useEngineQuery } from './use-engine-query.ts';

/** Who explains, and how they are asked: kept by the engine. */
export function useModelSettings() {
  const client = useClient();
  const { revision } = useStore(useServices().models);
  return useEngineQuery('model-settings', (signal) => client.getModelSettings({}, { signal }), revision);
}

/** What was sent to models on other machines. */
export function useDepartures() {
  const client = useClient();
  const { revision } = useStore(useServices().models);
  return useEngineQuery('departures', (signal) => client.listDepartures({}, { signal }), revision).data?.departures ?? [];
}

/** Changes the settings of models; the toast takes the change back. Says so where the engine refuses it. */
export function useChangeModels(): (before: ModelSettings, part: Partial<ModelSettings>, words: string) => Promise<boolean> {
  const client = useClient();
  const { models, overlay } = useServices();
  const put = async (settings: ModelSettings): Promise<boolean> => {
    try {
      await client.putModelSettings({ settings });
      models.touched();
      return true;
    } catch (problem) {
      overlay.fail({ title: 'That could not be set', message: problem instanceof Error ? problem.message : String(problem) });
      return false;
    }
  };
  return async (before, part, words) => {
    const isDone = await put({ ...before, ...part });
    if (isDone) overlay.say(words, () => void put(before));
    return isDone;
  };
}

/** The host of an address as it is shown: without scheme and path. */
export function hostOf(address: string): string {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`;
  return URL.canParse(text) ? new URL(text).host : address;
}

export function isThisComputer(address: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0)(?::\d+)?$/i.test(hostOf(address));
}
