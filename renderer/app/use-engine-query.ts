import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { type Ask, createEngineQuery, type EngineAnswer } from './engine-query.ts';
import { useSession } from './services.tsx';

export interface EngineQueryResult<T> extends EngineAnswer<T> {
  retry(): void;
  cancel(): void;
}

/**
 * One question to the engine, asked again whenever `key` changes; newest wins, older ones are aborted, old content stays.
 * @param key everything the answer depends on, as text; undefined: do not ask
 * @param refresh rises when the data may have grown (`session.revision`): asks again without aborting or dimming
 */
export function useEngineQuery<T>(key: string | undefined, ask: Ask<T>, refresh = 0): EngineQueryResult<T> {
  const [query] = useState(() => createEngineQuery<T>(() => performance.now()));
  const epoch = useSession((session) => session.epoch);
  // The question is asked with the `ask` of the render in which its key was new; the key stands for all it captures.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (key === undefined) query.stop();
    else query.ask(`${epoch}|${key}`, refresh, ask);
  }, [key, epoch, refresh, query]);
  useEffect(() => () => query.stop(), [query]);
  const answer = useStore(query);
  return { ...answer, retry: query.retry, cancel: query.cancel };
}
