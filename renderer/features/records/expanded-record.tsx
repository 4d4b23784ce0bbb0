import { useState } from 'react';
import type { LogRecord, RecordDetail } from '#contract/explore.ts';
import { Failed } from '../../app/answer-state.tsx';
import { useClient, useServices, useSession } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatExactCount, plural } from '../../format/count.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Chip } from '../../widgets/chip.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { Kbd } from '../../widgets/kbd.tsx';
import { levelClass } from '../../widgets/level-word.tsx';
import { AroundLines } from './around-lines.tsx';
import { fieldTerm } from './field-term.ts';
import { LongText, RawText } from './long-text.tsx';
import { withOnlyPick, withoutPick } from './record-filters.ts';
import { restOf } from './record-text.ts';

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

/** All there is to one record: the lines below its first, its fields with what shares them, its own text, its neighbours in the file. */
export function ExpandedRecord(props: Props) {
  const { record, part, isWritingNote, onWriteNote, onMark } = props;
  const client = useClient();
  const investigationId = useSession((session) => session.investigation?.id) ?? '';
  const { data, error, retry } = useEngineQuery(`${investigationId} ${record.id}`, (signal) =>
    client.getRecord({ investigationId, recordId: record.id }, { signal }),
  );
  const keep = (note: string): void => {
    onMark(record.pinned || note !== '', note === '' ? undefined : note);
    onWriteNote(false);
  };
  return (
    <section
      className="expand"
      aria-label={`Record at line ${formatExactCount(record.line)}`}
      style={{ boxShadow: `inset 3px 0 0 var(--lv-${levelClass(record.level)})` }}
    >
      <Head {...props} detail={data} />
      {error !== undefined && <Failed what="The record could not be read." error={error} onRetry={retry} />}
      {part === 'fields' && data !== undefined && <Fields record={record} detail={data} />}
      {part === 'raw' && data !== undefined && <RawText text={data.raw} />}
      {part === 'around' && <AroundLines record={record} investigationId={investigationId} lines={8} isWithSelf />}
      {(part === 'fields' || isWritingNote || record.note !== undefined) && (
        <div className="expand-foot">
          {part === 'fields' && <AroundLines record={record} investigationId={investigationId} lines={1} />}
          {isWritingNote ? (
            <NoteEditor note={record.note ?? ''} onKeep={keep} onCancel={() => onWriteNote(false)} />
          ) : (
            record.note !== undefined && (
              <div className="note">
                <Icon name="note" small />
                <span>{record.note}</span>
              </div>
            )
          )}
        </div>
      )}
    </section>
  );
}

function Head({ record, part, isWritingNote, onPart, onWriteNote, onCopy, onMark, detail }: Props & { detail: RecordDetail | undefined }) {
  const { query } = useServices();
  const sourceName = useSession((session) => session.investigation?.sources.find((source) => source.id === record.sourceId)?.name);
  const lines =
    record.lineCount > 1
      ? `lines ${formatExactCount(record.line)} – ${formatExactCount(record.line + record.lineCount - 1)}`
      : `line ${formatExactCount(record.line)}`;
  const traceId = detail?.traceId;
  return (
    <div className="row-f expand-head">
      <span className="mid el">
        {sourceName}, {lines}
      </span>
      <span className="sp" />
      <Chip on={part === 'fields'} count={detail?.fields.length} onClick={() => onPart('fields')}>
        Fields
      </Chip>
      <Chip on={part === 'raw'} onClick={() => onPart('raw')}>
        Raw
      </Chip>
      <Chip on={part === 'around'} onClick={() => onPart('around')}>
        Around this line
      </Chip>
      {traceId !== undefined && (
        <Chip on={false} onClick={() => query.setText(fieldTerm('trace', traceId))}>
          Same trace
        </Chip>
      )}
      <span className="expand-gap" />
      <Chip on={record.pinned} onClick={() => onMark(!record.pinned, record.note)}>
        <Icon name={record.pinned ? 'pinf' : 'pin'} small /> {record.pinned ? 'Pinned' : 'Pin'} <Kbd keys="P" />
      </Chip>
      <Chip on={isWritingNote} onClick={() => onWriteNote(!isWritingNote)}>
        <Icon name="note" small /> Note <Kbd keys="N" />
      </Chip>
      <Chip on={false} onClick={onCopy}>
        <Icon name="copy" small /> Copy <Kbd keys="C" />
      </Chip>
    </div>
  );
}

function Fields({ record, detail }: { record: LogRecord; detail: RecordDetail }) {
  const rest = restOf(record, detail.raw);
  // A field of several lines (a stack trace in JSON) is shown below the others, with room for its lines.
  const long = detail.fields.filter(({ value }) => value.includes('\n'));
  const short = detail.fields.filter(({ value }) => !value.includes('\n'));
  const firstCounted = short.findIndex(({ records = 0 }) => records > 1);
  return (
    <>
      {rest !== '' && <LongText text={rest} />}
      {short.length > 0 && (
        <div className="kv">
          {short.map(({ name, value, records }, index) => (
            <FieldRow
              key={`${name} ${value}`}
              name={name}
              value={value}
              records={records}
              // The language knows levels by their words, whatever the file calls them.
              asked={name.toLowerCase() === 'level' ? record.level : value}
              isFirst={index === firstCounted}
            />
          ))}
        </div>
      )}
      {long.map(({ name, value }) => (
        <div key={`${name} ${value}`} className="expand-long">
          <div className="dim mono small">{name}</div>
          <LongText text={value} />
        </div>
      ))}
      {short.length + long.length === 0 && rest === '' && <p className="mid">The line has no fields; its whole text is the message.</p>}
    </>
  );
}

interface FieldRowProps {
  name: string;
  value: string;
  records: number | undefined;
  /** The value to filter by. */
  asked: string;
  isFirst: boolean;
}

function FieldRow({ name, value, records, asked, isFirst }: FieldRowProps) {
  const { query } = useServices();
  const change = (to: typeof withOnlyPick) => () => query.setText(to(query.getState().text, { field: name, value: asked }));
  return (
    <>
      <span className="k el" title={name}>
        {name}
      </span>
      <span className="el" title={value}>
        {value}
      </span>
      <span className="c num">{sharedBy(records, isFirst)}</span>
      <span className="a">
        <IconButton icon="plus" smallIcon label={`Only ${name} ${asked}`} onClick={change(withOnlyPick)} />
        <IconButton icon="minus" smallIcon label={`Exclude ${name} ${asked}`} onClick={change(withoutPick)} />
      </span>
    </>
  );
}

/** How many records have the value. None: the name asks for something else than the file's own field, so nothing is known. */
function sharedBy(records: number | undefined, isFirst: boolean): string {
  if (records === undefined || records === 0) return '';
  if (records === 1) return 'only this record';
  return isFirst ? `${plural(records, 'record')} have this` : formatExactCount(records);
}

function NoteEditor({ note, onKeep, onCancel }: { note: string; onKeep(note: string): void; onCancel(): void }) {
  const [text, setText] = useState(note);
  return (
    <div className="expand-note">
      <textarea
        className="inp"
        aria-label="Note on this record"
        rows={3}
        maxLength={10_000}
        value={text}
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
        autoFocus
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onCancel();
          else if (event.key === 'Enter' && !event.shiftKey) onKeep(text.trim());
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <div className="row-f">
        <Button small kind="primary" keys="Enter" onClick={() => onKeep(text.trim())}>
          Keep note
        </Button>
        <Button small kind="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
