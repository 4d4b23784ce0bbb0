import { createStore, type StoreApi } from 'zustand/vanilla';

/** Rises whenever what the engine knows of models may be other than before: the settings, or what was sent. */
export interface ModelsStore extends StoreApi<{ readonly revision: number }> {
  touched(): void;
}

export function createModelsStore(): ModelsStore {
  const store = createStore<{ readonly revision: number }>(() => ({ revision: 0 }));
  return { ...store, touched: () => store.setState(({ revision }) => ({ revision: revision + 1 })) };
}
