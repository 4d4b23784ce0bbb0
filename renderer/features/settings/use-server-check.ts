import { useState } from 'react';
import { useStore } from 'zustand';
import type { ModelSettings, ServerCheck } from '#contract/models.ts';
import { useClient, useServices } from '../../app/services.tsx';
import { type EngineQueryResult, useEngineQuery } from '../../app/use-engine-query.ts';
import { isThisComputer } from '../../app/use-models.ts';

export interface ServerChecked extends Pick<EngineQueryResult<ServerCheck>, 'data' | 'phase' | 'retry'> {
  /** False: it is on another machine, and nobody wanted it asked. */
  readonly mayAsk: boolean;
  ask(): void;
}

/** Whether the chosen server answers, and with which models. One of this computer is asked at once, another only when somebody wants to know. */
export function useServerCheck(settings: ModelSettings | undefined): ServerChecked {
  const client = useClient();
  const { revision } = useStore(useServices().models);
  const [asked, setAsked] = useState<string>();
  const provider = settings?.provider ?? 'none';
  const address = settings === undefined || provider === 'none' ? undefined : settings[provider].address;
  const mayAsk = address !== undefined && (isThisComputer(address) || asked === address);
  const { data, dataKey, phase, retry } = useEngineQuery(
    mayAsk ? `server|${provider}|${address}` : undefined,
    (signal) => client.checkModelServer({ provider }, { signal }),
    revision,
  );
  // What another server answered says nothing about this one.
  const isOfThis = dataKey?.endsWith(`server|${provider}|${address}`) === true;
  return { data: isOfThis ? data : undefined, phase, retry, mayAsk, ask: () => setAsked(address) };
}
