import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { isAppError } from '#base/app-error.ts';
import { useClient, useFilter, useServices, useSession, useTimeFormat } from '../../app/services.tsx';
import { useModelSettings } from '../../app/use-models.ts';
import { afterEvent, type ExplanationState, NOTHING_SAID } from './explanation-state.ts';

/** Whoever passes rows by keys asks for none of them. */
const REST_MS = 300;
/** Explanations kept, so that going back does not ask a model again. */
const MOST_KEPT = 30;

const KeptContext = createContext<Map<string, ExplanationState> | undefined>(undefined);

/** Keeps explanations while an investigation is looked at. */
export function ExplanationsProvider({ children }: { children: ReactNode }) {
  const [kept] = useState(() => new Map<string, ExplanationState>());
  return <KeptContext.Provider value={kept}>{children}</KeptContext.Provider>;
}

export interface RunningExplanation {
  readonly state: ExplanationState;
  readonly isRunning: boolean;
  readonly error: unknown;
  /** @param allowOnce sends what leaves this computer this once, although nobody allowed it for good */
  runAgain(allowOnce?: boolean): void;
  /** Ends it where it is; the model is stopped. */
  cancel(): void;
}

interface Run {
  readonly key: string;
  readonly state: ExplanationState;
  readonly isRunning: boolean;
  readonly error: unknown;
}

/** Explains an anomaly in the words of whoever the settings name; leaving it ends the asking. */
export function useExplanation(anomalyId: string): RunningExplanation {
  const kept = useContext(KeptContext);
  if (kept === undefined) throw new Error('useExplanation needs an ExplanationsProvider above it');
  const client = useClient();
  const { models } = useServices();
  const { data: chosen } = useModelSettings();
  const filter = useFilter()?.filter;
  const { zoneName } = useTimeFormat();
  const isReading = useSession((session) => session.investigation?.reading ?? true);
  const [attempt, setAttempt] = useState({ serial: 0, allowOnce: false });
  // Another model is another explanation.
  const asked =
    chosen === undefined
      ? undefined
      : [chosen.settings.provider, chosen.settings.provider === 'none' ? '' : chosen.settings[chosen.settings.provider]];
  const key = JSON.stringify([anomalyId, filter, zoneName, isReading, attempt, asked]);
  const [run, setRun] = useState<Run>();
  const [stop, setStop] = useState<AbortController>();
  // The key stands for all that is asked.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const known = kept.get(key);
    if (known !== undefined) {
      setRun({ key, state: known, isRunning: false, error: undefined });
      return;
    }
    if (filter === undefined || asked === undefined) return;
    const own = new AbortController();
    const { signal } = own;
    setStop(own);
    setRun({ key, state: NOTHING_SAID, isRunning: true, error: undefined });
    const rest = setTimeout(() => void explain(), REST_MS);
    const explain = async (): Promise<void> => {
      let state = NOTHING_SAID;
      const show = (part: Partial<Run>): void => {
        if (!signal.aborted) setRun({ key, state, isRunning: true, error: undefined, ...part });
      };
      try {
        for await (const event of client.explainAnomaly(
          { filter, anomalyId, allowOnce: attempt.allowOnce, timeZone: zoneName },
          { signal },
        )) {
          state = afterEvent(state, event);
          show({});
        }
        if (state.prompt?.sent === true) models.touched();
        keep(kept, key, state);
        show({ isRunning: false });
      } catch (error) {
        if (!isAppError(error, 'CANCELLED')) show({ isRunning: false, error });
      }
    };
    return () => {
      clearTimeout(rest);
      own.abort();
    };
  }, [key, client]);
  const shown = run?.key === key ? run : { state: NOTHING_SAID, isRunning: true, error: undefined };
  return {
    ...shown,
    runAgain: (allowOnce = false) => setAttempt({ serial: attempt.serial + 1, allowOnce }),
    cancel: () => {
      stop?.abort();
      setRun({ ...shown, key, isRunning: false });
    },
  };
}

function keep(kept: Map<string, ExplanationState>, key: string, state: ExplanationState): void {
  kept.set(key, state);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(oldest);
  }
}
