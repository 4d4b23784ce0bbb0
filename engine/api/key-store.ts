/** Where the key of a hosted model is kept: never in an investigation, and never in the settings. */
export interface KeyStore {
  readonly kind: 'keychain' | 'file' | 'session';
  get(id: string): Promise<string | undefined>;
  put(id: string, key: string): Promise<void>;
  delete(id: string): Promise<void>;
}

/** Keys are gone when the process ends. */
export function sessionKeys(): KeyStore {
  const keys = new Map<string, string>();
  return {
    kind: 'session',
    get: async (id) => keys.get(id),
    put: async (id, key) => void keys.set(id, key),
    delete: async (id) => void keys.delete(id),
  };
}
