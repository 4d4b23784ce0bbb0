import { useState } from 'react';
import type { LogRecord } from '#contract/explore.ts';
import { useClient, useServices, useSession, useTimeFormat } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatCount, formatExactCount } from '../../format/count.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Callout } from '../../widgets/callout.tsx';
import { Chip } from '../../widgets/chip.tsx';
import { levelClass } from '../../widgets/level-word.tsx';
import { fieldTerm } from './field-term.ts';
import { Message } from './message.tsx';

export type RecordPart = 'fields' | 'raw' | 'around';

interface Props {
  record: LogRecord;
  part: RecordPart;
  isWritingNote: boolean;
  onPart(part: RecordPart): void;
  onWriteNote(isWriting: boolean): void;
  onCopy(): void;
  onMark(pinned: boolean, note: string | undefined): void;
}

/** All there is to one record: its fields with what shares them, its own text, its neighbours in the file. */
export function ExpandedRecord({ record, part, isWritingNote, onPart, onWriteNote, onCopy, onMark }: Props) {
  const client = useClient();
  const { query } = useServices();
  const investigationId = useSession((session) => session.investigation?.id) ?? '';
  const sourceName = useSession((session) => session.investigation?.sources.find((source) => source.id === record.sourceId)?.name);
  const { data, error, retry } = useEngineQuery(`${investigationId} ${record.id}`, (signal) =>
    client.getRecord({ investigationId, recordId: record.id }, { signal }),
  );
  const lines =
    record.lineCount > 1
      ? `lines ${formatExactCount(record.line)} – ${formatExactCount(record.line + record.lineCount - 1)}`
      : `line ${formatExactCount(record.line)}`;
  return (
    <div className="expand" style={{ boxShadow: `inset 3px 0 0 var(--lv-${levelClass(record.level)})` }}>
      <div className="row-f expand-head">
        <span className="mid el">
          {sourceName}, {lines}
        </span>
        <span className="sp" />
        <Chip on={part === 'fields'} count={data?.fields.length} onClick={() => onPart('fields')}>
          Fields
        </Chip>
        <Chip on={part === 'raw'} onClick={() => onPart('raw')}>
          Raw
        </Chip>
        <Chip on={part === 'around'} onClick={() => onPart('around')}>
          Around this line
        </Chip>
        {data?.traceId !== undefined && (
          <Chip on={false} onClick={() => query.setText(fieldTerm('trace', data.traceId ?? ''))}>
            Same trace
          </Chip>
        )}
        <Chip on={record.pinned} onClick={() => onMark(!record.pinned, record.note)}>
          {record.pinned ? 'Pinned' : 'Pin'}
        </Chip>
        <Chip on={isWritingNote} onClick={() => onWriteNote(!isWritingNote)}>
          Note
        </Chip>
        <Chip on={false} onClick={onCopy}>
          Copy
        </Chip>
      </div>
      {error !== undefined && (
        <Callout
          tone="bad"
          actions={
            <Button small onClick={retry}>
              Try again
            </Button>
          }
        >
          The record could not be read. {error instanceof Error ? error.message : ''}
        </Callout>
      )}
      {isWritingNote && (
        <NoteEditor
          note={record.note ?? ''}
          onSave={(note) => {
            onMark(true, note === '' ? undefined : note);
            onWriteNote(false);
          }}
        />
      )}
      {record.note !== undefined && !isWritingNote && <p className="note">{record.note}</p>}
      {part === 'fields' && data !== undefined && (
        <div className="kv">
          {data.fields.map(({ name, value, records }) => (
            <FieldRow key={`${name} ${value}`} name={name} value={value} records={records} />
          ))}
        </div>
      )}
      {part === 'raw' && data !== undefined && <pre className="raw">{data.raw}</pre>}
      {part === 'around' && <Around recordId={record.id} investigationId={investigationId} />}
    </div>
  );
}

function FieldRow({ name, value, records }: { name: string; value: string; records: number | undefined }) {
  const { query } = useServices();
  return (
    <>
      <span className="k el" title={name}>
        {name}
      </span>
      <span className="el" title={value}>
        {value}
      </span>
      <span className="c num">{records === undefined ? '' : `${formatCount(records)} records`}</span>
      <span className="a">
        <IconButton icon="plus" smallIcon label={`Only ${name} ${value}`} onClick={() => query.addTerm(fieldTerm(name, value))} />
        <IconButton icon="minus" smallIcon label={`Exclude ${name} ${value}`} onClick={() => query.addTerm(`-${fieldTerm(name, value)}`)} />
      </span>
    </>
  );
}

function NoteEditor({ note, onSave }: { note: string; onSave(note: string): void }) {
  const [text, setText] = useState(note);
  return (
    <div className="row-f expand-note">
      <input
        className="inp sp"
        aria-label="Note on this record"
        value={text}
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
        autoFocus
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && onSave(text.trim())}
      />
      <Button small kind="primary" onClick={() => onSave(text.trim())}>
        Keep note
      </Button>
    </div>
  );
}

function Around({ recordId, investigationId }: { recordId: string; investigationId: string }) {
  const client = useClient();
  const time = useTimeFormat();
  const { data } = useEngineQuery(`${investigationId} ${recordId} around`, (signal) =>
    client.getContext({ investigationId, recordId }, { signal }),
  );
  if (data === undefined) return null;
  return (
    <div className="around">
      {[...data.before, ...data.after].map((record) => (
        <div key={record.id} className="around-row">
          <span className="num dim">{formatExactCount(record.line)}</span>
          <span className="tm">{time.time(record.timeUs)}</span>
          <span className="el">
            <Message record={record} />
          </span>
        </div>
      ))}
    </div>
  );
}
