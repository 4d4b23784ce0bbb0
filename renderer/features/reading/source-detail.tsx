import { useMemo, useState } from 'react';
import type { output } from 'zod';
import type { Investigation, PreviewRecord, Source, SourcePreview } from '#contract/investigations.ts';
import { useClient, useServices, useTimeFormat } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatExactCount } from '../../format/count.ts';
import type { TimeFormat } from '../../format/time.ts';
import { Button } from '../../widgets/button.tsx';
import { Callout } from '../../widgets/callout.tsx';
import { LevelWord } from '../../widgets/level-word.tsx';
import { Menu } from '../../widgets/menu.tsx';
import { readAgain, zoneHint } from './progress-words.ts';

/** How the selected file is read, and the ways to change that. */
export function SourceDetail({ investigation, source }: { investigation: Investigation; source: Source }) {
  const { actions } = useServices();
  const client = useClient();
  const time = useTimeFormat();
  const isReadable = source.state !== 'waiting' && source.state !== 'skipped';
  // Asked again when the file is read in another way, not with every step of its progress.
  const key = isReadable
    ? `preview|${investigation.id}|${source.id}|${source.format}|${source.timeZone}|${source.state === 'failed'}`
    : undefined;
  const preview = useEngineQuery(key, (signal) =>
    client.previewSource({ investigationId: investigation.id, sourceId: source.id }, { signal }),
  );
  const again = readAgain(source);
  const hint = zoneHint(source, investigation.sources, time.second);
  return (
    <>
      <div className="insp-h detail-head">
        <span className="strong el">How {source.name} is read</span>
        <span className="sp" />
        <FormatMenu source={source} />
      </div>
      <div className="detect">
        <div className="scroll-y">
          {source.problem && (
            <Callout
              tone={source.state === 'failed' ? 'bad' : 'warn'}
              actions={
                again && (
                  <Button small onClick={() => void actions.reread(source.id, again.options)}>
                    {again.words}
                  </Button>
                )
              }
            >
              {source.problem.message}
            </Callout>
          )}
          {preview.data && <Facts preview={preview.data} source={source} />}
          {hint && (
            <div className="detail-hint">
              <Callout tone={hint.fits ? 'info' : 'warn'} icon="clock">
                {hint.words}
              </Callout>
            </div>
          )}
        </div>
        <div className={preview.phase === 'quiet' ? 'scroll-y' : 'scroll-y is-busy'} aria-busy={preview.phase !== 'quiet'}>
          {preview.error !== undefined && (
            <Callout
              tone="bad"
              actions={
                <Button small onClick={preview.retry}>
                  Try again
                </Button>
              }
            >
              <b>The first lines cannot be shown.</b> {preview.error instanceof Error ? preview.error.message : ''} Reading goes on.
            </Callout>
          )}
          {preview.data && <PreviewTable preview={preview.data} time={time} />}
          {!isReadable && source.problem === undefined && <p className="dim">This file is read when a worker is free.</p>}
        </div>
      </div>
    </>
  );
}

function FormatMenu({ source }: { source: Source }) {
  const { actions } = useServices();
  const client = useClient();
  const [open, setOpen] = useState(false);
  const formats = useEngineQuery(open ? 'formats' : undefined, (signal) => client.listFormats({}, { signal }));
  const items = [
    { id: '', label: 'Detect again', run: () => void actions.reread(source.id, {}) },
    ...(formats.data?.formats ?? []).map((format) => ({
      id: format.id,
      label: format.title,
      checked: format.id === source.format,
      run: () => void actions.reread(source.id, { format: format.id }),
    })),
  ];
  return (
    <div className="menu-root">
      <Button small menu aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>
        Change format
      </Button>
      {open && formats.data && <Menu label="Format" align="end" side="up" items={items} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Facts({ preview, source }: { preview: SourcePreview; source: Source }) {
  const { sampledLines, matchedLines, runnerUp } = preview;
  return (
    <dl className="dlist">
      <dt>Format</dt>
      <dd>
        {preview.formatTitle}{' '}
        <span className="dim">
          {formatExactCount(matchedLines)} of {formatExactCount(sampledLines)} lines
        </span>
      </dd>
      {runnerUp && (
        <>
          <dt>Next best</dt>
          <dd className="mid">
            {runnerUp.title}{' '}
            <span className="dim">
              {formatExactCount(runnerUp.matchedLines)} of {formatExactCount(sampledLines)}
            </span>
          </dd>
        </>
      )}
      <dt>Encoding</dt>
      <dd>{preview.encoding.toUpperCase()}</dd>
      <dt>Time</dt>
      <dd>
        {preview.timeField ? <span className="mono field-name">{preview.timeField}</span> : 'None found'}
        {preview.timeField && (preview.timesNameZone ? ', with its zone' : ', without a zone')}
      </dd>
      {preview.timeField && !preview.timesNameZone && (
        <>
          <dt />
          <dd className="row-f">
            <span className="nw">Read as</span>
            <ZoneSelect source={source} zone={preview.timeZone} />
          </dd>
        </>
      )}
      <dt>Level</dt>
      <dd>
        {preview.levelField ? <span className="mono field-name">{preview.levelField}</span> : 'None found'}{' '}
        <span className="dim">{preview.levelsSeen.join(', ')}</span>
      </dd>
      <dt>Service</dt>
      <dd>{preview.serviceField ? <span className="mono field-name">{preview.serviceField}</span> : 'None found'}</dd>
      <dt>Multi-line</dt>
      <dd>{preview.multiline}</dd>
    </dl>
  );
}

/** All zones the system knows, UTC and this computer's first. Choosing reads only this file again. */
function ZoneSelect({ source, zone }: { source: Source; zone: string }) {
  const { actions } = useServices();
  const zones = useMemo(() => {
    const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return [...new Set(['UTC', local, zone, ...Intl.supportedValuesOf('timeZone')])].filter((name) => name !== '');
  }, [zone]);
  return (
    <select
      className="btn s zone-select"
      aria-label={`Time zone of ${source.name}`}
      value={zone}
      onChange={(event) => void actions.reread(source.id, { format: source.format, timeZone: event.target.value })}
    >
      {zones.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}

function PreviewTable({ preview, time }: { preview: SourcePreview; time: TimeFormat }) {
  const { records } = preview;
  // What has a column of its own is not said again.
  const shown = new Set([preview.timeField, preview.levelField, preview.serviceField]);
  return (
    <>
      <table className="prev">
        <thead>
          <tr>
            <th>Line</th>
            <th>Time</th>
            <th>Level</th>
            <th>Service</th>
            <th>Message</th>
            <th>Fields</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={record.line}>
              <td className="dim">{record.untilLine > record.line ? `${record.line}–${record.untilLine}` : record.line}</td>
              <td>{time.time(record.timeUs)}</td>
              <td>
                <LevelWord level={record.level} />
              </td>
              <td>{record.service ?? ''}</td>
              <td className="el prev-message">{record.message}</td>
              <td className="dim el prev-fields">{fieldsOf(record, shown)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="dim prev-note">First {records.length} records of the file.</p>
    </>
  );
}

function fieldsOf(record: output<typeof PreviewRecord>, shown: ReadonlySet<string | undefined>): string {
  const more = record.untilLine - record.line;
  const fields = record.fields.filter(({ name }) => !shown.has(name)).map(({ name, value }) => `${name}=${value}`);
  return [...(more > 0 ? [`+${more} lines`] : []), ...fields].join(' ');
}
