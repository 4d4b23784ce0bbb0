import { useMemo, useState } from 'react';
import type { ReadQuestion } from '#contract/ask.ts';
import { Failed } from '../../app/answer-state.tsx';
import { useServices, useTimeFormat } from '../../app/services.tsx';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { ByLine } from '../explanation/by-line.tsx';
import { type Pointing, PointingContext } from '../explanation/citation.tsx';
import { EvidenceRows } from '../explanation/evidence-rows.tsx';
import { Fallback, Words } from '../explanation/explanation-panel.tsx';
import { useAnswer } from './use-answer.ts';

/** A question in words: what query was made of it, and what the records of that query say. */
export function AskDialog({ question, onClose }: { question: string; onClose(): void }) {
  const running = useAnswer(question);
  const { state, read, isRunning, error } = running;
  const { view, session, query } = useServices();
  const time = useTimeFormat();
  const [at, point] = useState<number>();
  const pointing = useMemo<Pointing>(() => {
    const found = (number: number) => state.evidence.find((one) => one.number === number);
    return {
      at,
      point,
      open: (number) => {
        const one = found(number);
        if (one === undefined) return;
        onClose();
        session.show('investigate');
        view.openRecord(one.recordId, one.timeUs);
      },
      textOf: (number) => {
        const one = found(number);
        return one && `${time.time(one.timeUs)} ${one.level} ${one.text}`;
      },
    };
  }, [at, state.evidence, view, session, time, onClose]);
  const show = (): void => {
    if (read === undefined) return;
    onClose();
    session.show('investigate');
    query.setText(read.query);
    query.setRange(read.range);
    view.setTab('records');
  };
  return (
    <Dialog
      title={question}
      width={760}
      onClose={onClose}
      footer={
        <>
          <span className="dim">{isRunning ? 'Answering' : ''}</span>
          <span className="sp" />
          <Button kind="primary" disabled={read === undefined || (read.query === '' && read.range === undefined)} onClick={show}>
            Show these records
          </Button>
        </>
      }
    >
      <PointingContext.Provider value={pointing}>
        <div className="ask">
          {read !== undefined && <ReadWords read={read} />}
          <ByLine running={running} />
          <section className="expl" aria-label="Answer" aria-busy={isRunning}>
            {error !== undefined && <Failed what="The question could not be answered." error={error} onRetry={() => running.runAgain()} />}
            <Fallback running={running} />
            <Words state={state} />
            {isRunning && state.headline === undefined && error === undefined && (
              <div className="skel" style={{ width: '72%' }} aria-hidden="true" />
            )}
            <span className="vh" role="status">
              {state.done !== undefined && `Answered. ${state.headline?.text ?? state.missing ?? ''}`}
            </span>
          </section>
          {state.evidence.length > 0 && <EvidenceRows evidence={state.evidence} />}
        </div>
      </PointingContext.Provider>
    </Dialog>
  );
}

function ReadWords({ read: { query, range, meant, unread } }: { read: ReadQuestion }) {
  const time = useTimeFormat();
  return (
    <section className="ask-read" aria-label="How it was read">
      <span className="dim">Read as</span>
      <span>
        <code className="mono">{query === '' ? 'all records' : query}</code>
        {range !== undefined && (
          <span>
            {' '}
            {time.time(range.fromUs)} – {time.time(range.untilUs)}
          </span>
        )}
      </span>
      {meant.length > 0 && (
        <>
          <span className="dim">By meaning</span>
          <ul>
            {meant.map((template) => (
              <li key={template} className="mono el">
                {template}
              </li>
            ))}
          </ul>
        </>
      )}
      {unread !== undefined && (
        <>
          <span className="dim">Left out</span>
          <span>{unread}</span>
        </>
      )}
    </section>
  );
}
