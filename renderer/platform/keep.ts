/** localStorage behind two functions. Where it is forbidden (private windows, blocked storage) nothing is kept and nothing fails. */
export function createKeep(storage: () => Storage): { read(key: string): string | undefined; write(key: string, text: string): void } {
  return {
    read: (key) => {
      try {
        return storage().getItem(`logsift.${key}`) ?? undefined;
      } catch (error) {
        if (error instanceof DOMException) return undefined;
        throw error;
      }
    },
    write: (key, text) => {
      try {
        storage().setItem(`logsift.${key}`, text);
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
      }
    },
  };
}
