import { useState } from 'react';
import type { LogsiftClient } from '#contract/api.ts';
import { FailedCallout } from '../../app/answer-state.tsx';
import { useClient, useServices, useSession, useTimeFormat } from '../../app/services.tsx';
import type { EngineQueryResult } from '../../app/use-engine-query.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { LevelWord } from '../../widgets/level-word.tsx';
import { Message } from '../records/message.tsx';
import { marksAsMarkdown } from './markdown.ts';

type Marks = Awaited<ReturnType<LogsiftClient['listMarks']>>;
type MarkedRecord = Marks['marks'][number];

/** Pinned records and notes, to keep while looking on. */
export function Pinned({ marks: { data, error, retry } }: { marks: EngineQueryResult<Marks> }) {
  return (
    <div className="insp-scroll scroll-y">
      {error !== undefined && <FailedCallout what="The pinned records could not be read." error={error} onRetry={retry} />}
      {data?.marks.length === 0 && (
        <div className="empty insp-empty">
          <h3>Nothing is pinned</h3>
          <p>Press P on a record to keep it here, with a note if you like.</p>
        </div>
      )}
      {data?.marks.map((mark) => (
        <PinnedRecord key={mark.recordId} mark={mark} />
      ))}
    </div>
  );
}

/** All of them as text for a report. */
export function CopyPinned({ marks }: { marks: readonly MarkedRecord[] }) {
  const { platform } = useServices();
  const time = useTimeFormat();
  const name = useSession((session) => session.investigation?.name) ?? '';
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await platform.copyText(marksAsMarkdown(name, marks, time.iso));
    setCopied(true);
  };
  return (
    <Button small icon="copy" onClick={() => void copy()} onBlur={() => setCopied(false)}>
      {isCopied ? 'Copied' : 'Copy as Markdown'}
    </Button>
  );
}

function PinnedRecord({ mark: { record, recordId, note, pinned } }: { mark: MarkedRecord }) {
  const client = useClient();
  const { view } = useServices();
  const time = useTimeFormat();
  const investigationId = useSession((session) => session.investigation?.id) ?? '';
  const [draft, setDraft] = useState<string>();
  const [problem, setProblem] = useState<unknown>();
  const { timeUs } = record;
  const put = async (isPinned: boolean, text: string | undefined): Promise<void> => {
    try {
      await client.setMark({ investigationId, recordId, pinned: isPinned, ...(text === undefined ? {} : { note: text }) });
      setProblem(undefined);
      setDraft(undefined);
      view.marksChanged();
    } catch (error) {
      setProblem(error);
    }
  };
  const keep = () => void put(pinned, draft?.trim() || undefined);
  return (
    <section className="sec" aria-label={`Pinned record, ${time.time(timeUs)}`}>
      <div className="row-f">
        <LevelWord level={record.level} />
        <button
          type="button"
          className="link mono small"
          disabled={timeUs === undefined}
          title="Show it among the records"
          onClick={() => view.openRecord(record.id, timeUs)}
        >
          {time.time(timeUs)}
        </button>
        <span className="mid el">{record.service}</span>
        <span className="sp" />
        <IconButton icon="note" label={note === undefined ? 'Write a note' : 'Change the note'} onClick={() => setDraft(note ?? '')} />
        <IconButton icon="x" label="Unpin, the note goes too" onClick={() => void put(false, undefined)} />
      </div>
      <div className="ex">
        <Message record={record} />
      </div>
      {note !== undefined && draft === undefined && (
        <div className="note insp-note">
          <Icon name="note" small />
          <span>{note}</span>
        </div>
      )}
      {draft !== undefined && (
        <div className="row-f insp-note">
          <input
            className="inp sp"
            aria-label="Note on this record"
            value={draft}
            maxLength={10_000}
            // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
            autoFocus
            onChange={(event) => setDraft(event.target.value)}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === 'Enter') keep();
              if (event.key === 'Escape') setDraft(undefined);
            }}
          />
          <Button small kind="primary" onClick={keep}>
            Keep note
          </Button>
        </div>
      )}
      {problem !== undefined && <FailedCallout what="The note was not kept." error={problem} onRetry={keep} />}
    </section>
  );
}
