import { useMemo, useState } from 'react';
import { Failed } from '../../app/answer-state.tsx';
import { useClient, useServices, useSession, useSettings, useTimeFormat } from '../../app/services.tsx';
import { Button } from '../../widgets/button.tsx';
import { Callout } from '../../widgets/callout.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { ByLine } from './by-line.tsx';
import { Citations, type Pointing, PointingContext } from './citation.tsx';
import { EvidenceRows } from './evidence-rows.tsx';
import type { ExplanationState } from './explanation-state.ts';
import { checksText } from './explanation-words.ts';
import { type RunningExplanation, useExplanation } from './use-explanation.tsx';

/**
 * An anomaly in words, each statement with the records it rests on, and where to look next. All text is text: what logs or models write is
 * never markup.
 */
export function ExplanationPanel({ anomalyId, children }: { anomalyId: string; children?: React.ReactNode }) {
  const running = useExplanation(anomalyId);
  const { state, isRunning, error } = running;
  const { view } = useServices();
  const time = useTimeFormat();
  const [at, point] = useState<number>();
  const pointing = useMemo<Pointing>(
    () => ({
      at,
      point,
      open: (number) => {
        const found = state.evidence.find((one) => one.number === number);
        if (found !== undefined) view.openRecord(found.recordId, found.timeUs);
      },
      textOf: (number) => {
        const found = state.evidence.find((one) => one.number === number);
        return found && `${time.time(found.timeUs)} ${found.level} ${found.text}`;
      },
    }),
    [at, state.evidence, view, time],
  );
  return (
    <PointingContext.Provider value={pointing}>
      <ByLine running={running} />
      <section className="expl" aria-label="Explanation" aria-busy={isRunning}>
        {error !== undefined && <Failed what="The anomaly could not be explained." error={error} onRetry={() => running.runAgain()} />}
        <Fallback running={running} />
        {state.by?.again !== undefined && isRunning && <p className="dim">Asked once more: {state.by.again}</p>}
        <Words state={state} />
        {isRunning && state.headline === undefined && state.draft === undefined && error === undefined && (
          <div aria-hidden="true">
            <div className="skel" style={{ width: '92%' }} />
            <div className="skel" style={{ width: '64%' }} />
          </div>
        )}
        <span className="vh" role="status">
          {state.done !== undefined && `Explained. ${state.headline?.text ?? ''}`}
        </span>
      </section>
      {state.done !== undefined && state.fallback === undefined && state.by?.explainer.provider === 'none' && <ModelHint />}
      {state.checks !== undefined && state.by?.explainer.provider !== 'none' && (
        <section className="sec" aria-label="Checks">
          <h3>Checked by Logsift, not by the model</h3>
          <ul className="expl-checks">
            {checksText(state.checks).map(({ isGood, text, count }) => (
              <li key={text} className={isGood ? undefined : 'bad'}>
                <Icon name={isGood ? 'check' : 'warn'} />
                <span>{text}</span>
                <span className="dim">{count}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {state.evidence.length > 0 && <EvidenceRows evidence={state.evidence} />}
      <NextSteps steps={state.next}>{children}</NextSteps>
    </PointingContext.Provider>
  );
}

/** What a model would add, until somebody does not want to read it again. */
function ModelHint() {
  const { overlay, settings } = useServices();
  const isHidden = useSettings((state) => state.modelHintHidden);
  if (isHidden) return null;
  return (
    <div className="expl-hint">
      <Callout
        tone="info"
        actions={
          <>
            <Button small onClick={() => overlay.open({ kind: 'settings', page: 'Explanations' })}>
              Set up a local model
            </Button>
            <Button small kind="ghost" onClick={() => settings.change({ modelHintHidden: true })}>
              Do not ask again
            </Button>
          </>
        }
      >
        <b>Rules list facts and order in time. They do not argue.</b> A model on this computer can connect them into a cause and say what is
        missing.
      </Callout>
    </div>
  );
}

/** Why the words are not those of the model, and where somebody must allow it first, the ways to do so. */
export function Fallback({ running: { state, runAgain } }: { running: RunningExplanation }) {
  const client = useClient();
  const { overlay } = useServices();
  const investigationId = useSession((session) => session.investigation?.id) ?? '';
  const { fallback, prompt } = state;
  if (fallback === undefined) return null;
  const address = prompt?.explainer.address;
  const allow = async (): Promise<void> => {
    if (address === undefined) return;
    try {
      await client.setConsent({ investigationId, address, allowed: true });
      runAgain();
    } catch (problem) {
      overlay.fail({ title: 'That could not be kept', message: problem instanceof Error ? problem.message : String(problem) });
    }
  };
  return (
    <Callout
      tone="warn"
      actions={
        fallback.reason === 'no-consent' &&
        address !== undefined && (
          <>
            <Button small onClick={() => runAgain(true)}>
              Send this once
            </Button>
            <Button small onClick={() => void allow()}>
              Allow {address} for this investigation
            </Button>
          </>
        )
      }
    >
      {fallback.message}
    </Callout>
  );
}

export function Words({ state: { headline, statements, draft, missing } }: { state: ExplanationState }) {
  return (
    <>
      {headline !== undefined && (
        <p>
          <b>{headline.text}</b>
        </p>
      )}
      {(statements.length > 0 || draft !== undefined) && (
        <ol>
          {statements.map(({ title, text, evidence, unfound }) => (
            <li key={`${title} ${text}`}>
              <span>
                {title !== undefined && <b>{title}. </b>}
                {text} <Citations numbers={evidence} />
                {unfound.length > 0 && (
                  <span className="expl-unfound" title="Stands neither in the records it cites nor in what was counted">
                    {' '}
                    not found: {unfound.join(', ')}
                  </span>
                )}
              </span>
            </li>
          ))}
          {draft !== undefined && (
            <li className="expl-draft">
              <span>
                {draft.text} <Citations numbers={draft.evidence} />
              </span>
            </li>
          )}
        </ol>
      )}
      {missing !== undefined && (
        <p>
          <b>Not in the logs:</b> {missing}
        </p>
      )}
    </>
  );
}

function NextSteps({ steps, children }: { steps: ExplanationState['next']; children: React.ReactNode }) {
  const { query, view } = useServices();
  return (
    <section className="sec" aria-label="Check next">
      <h3>Check next</h3>
      <div className="expl-next">
        {steps.map((step) => (
          <Button
            key={`${step.label} ${step.query}`}
            small
            title={step.query}
            onClick={() => {
              query.setText(step.query);
              query.setRange(step.range);
              view.setTab('records');
            }}
          >
            {step.label}
          </Button>
        ))}
        {children}
      </div>
    </section>
  );
}
