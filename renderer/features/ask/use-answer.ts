import { useEffect, useState } from 'react';
import { isAppError } from '#base/app-error.ts';
import type { ReadQuestion } from '#contract/ask.ts';
import { useClient, useServices, useSession, useTimeFormat } from '../../app/services.tsx';
import { afterEvent, type ExplanationState, NOTHING_SAID } from '../explanation/explanation-state.ts';
import type { RunningExplanation } from '../explanation/use-explanation.tsx';

export interface RunningAnswer extends RunningExplanation {
  /** How the question was read; undefined until it is. */
  readonly read: ReadQuestion | undefined;
}

interface Answer {
  readonly state: ExplanationState;
  readonly read: ReadQuestion | undefined;
  readonly isRunning: boolean;
  readonly error: unknown;
}

const BEGUN: Answer = { state: NOTHING_SAID, read: undefined, isRunning: true, error: undefined };

/** Asks a question of the open investigation; leaving ends the asking. */
export function useAnswer(question: string): RunningAnswer {
  const client = useClient();
  const { models } = useServices();
  const { zoneName } = useTimeFormat();
  const investigationId = useSession((session) => session.investigation?.id);
  const [attempt, setAttempt] = useState({ serial: 0, allowOnce: false });
  const [answer, setAnswer] = useState<Answer>(BEGUN);
  const [stop, setStop] = useState<AbortController>();
  useEffect(() => {
    if (investigationId === undefined) return;
    const own = new AbortController();
    const { signal } = own;
    setStop(own);
    setAnswer(BEGUN);
    const ask = async (): Promise<void> => {
      let current = BEGUN;
      const show = (part: Partial<Answer>): void => {
        current = { ...current, ...part };
        if (!signal.aborted) setAnswer(current);
      };
      try {
        const input = { filter: { investigationId }, question, allowOnce: attempt.allowOnce, timeZone: zoneName };
        for await (const event of client.ask(input, { signal }))
          show(event.kind === 'read' ? { read: event } : { state: afterEvent(current.state, event) });
        if (current.state.prompt?.sent === true) models.touched();
        show({ isRunning: false });
      } catch (error) {
        if (!isAppError(error, 'CANCELLED')) show({ isRunning: false, error });
      }
    };
    void ask();
    return () => own.abort();
  }, [client, models, investigationId, question, zoneName, attempt]);
  return {
    ...answer,
    runAgain: (allowOnce = false) => setAttempt({ serial: attempt.serial + 1, allowOnce }),
    cancel: () => {
      stop?.abort();
      setAnswer({ ...answer, isRunning: false });
    },
  };
}
