import { type KeyboardEvent, useRef } from 'react';
import type { Investigation, Source } from '#contract/investigations.ts';
import { useServices, useSettings } from '../../app/services.tsx';
import { formatShortCount } from '../../format/count.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Grid, GridCell, GridRow, GridRows, HeadCell } from '../../widgets/grid.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { Progress } from '../../widgets/progress.tsx';
import { bytesRead, formatTitle, percentOf, readAgain, sourceFacts, sourceShare } from './progress-words.ts';

const HEADS = ['', 'File', 'Format, and why', 'Progress', 'Read', 'Lines/s', 'Patterns', ''] as const;

interface FilesTableProps {
  investigation: Investigation;
  selectedId: number | undefined;
  onSelect(id: number): void;
}

export function FilesTable({ investigation, selectedId, onSelect }: FilesTableProps) {
  const rows = useRef<HTMLDivElement>(null);
  const { sources } = investigation;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    const at = sources.findIndex((source) => source.id === selectedId);
    const next = sources[Math.min(sources.length - 1, Math.max(0, at + step))];
    if (next === undefined) return;
    onSelect(next.id);
    rows.current?.querySelector<HTMLElement>(`[data-source="${next.id}"]`)?.focus();
  };
  return (
    <Grid className="files" aria-label="Files" aria-rowcount={sources.length + 1}>
      <GridRow className="thead" aria-rowindex={1}>
        {HEADS.map((title, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: fixed columns
          <HeadCell key={index} isNumber={index >= 4 && index <= 6}>
            {title}
          </HeadCell>
        ))}
      </GridRow>
      <GridRows className="files-rows scroll-y" ref={rows} onKeyDown={onKeyDown}>
        {sources.map((source, index) => (
          <GridRow
            key={source.id}
            data-source={source.id}
            aria-rowindex={index + 2}
            aria-selected={source.id === selectedId}
            tabIndex={source.id === selectedId ? 0 : -1}
            className={source.id === selectedId ? 'trow sel' : 'trow'}
            onClick={() => onSelect(source.id)}
          >
            <FileCells source={source} />
          </GridRow>
        ))}
      </GridRows>
    </Grid>
  );
}

function FileCells({ source }: { source: Source }) {
  const { actions } = useServices();
  const binary = useSettings((settings) => settings.binaryBytes);
  const [read, ofTotal] = bytesRead(source, binary);
  const isRunning = source.state === 'reading' || source.state === 'waiting';
  return (
    <>
      <GridCell>
        <StateIcon state={source.state} />
      </GridCell>
      <GridCell className="two">
        <span className="el file-name" title={source.path}>
          {source.name}
        </span>
        <small className="el" title={sourceFacts(source)}>
          {sourceFacts(source)}
        </small>
      </GridCell>
      <GridCell className="two">
        <span className="el" title={formatTitle(source)}>
          {formatTitle(source)}
        </span>
        <small className="el" title={source.formatReason}>
          {source.formatReason}
        </small>
      </GridCell>
      <GridCell>
        <ProgressCell source={source} />
      </GridCell>
      <GridCell className="two">
        <span className={read === '–' ? 'num dim' : 'num'}>{read}</span>
        {ofTotal && <small className="num">{ofTotal}</small>}
      </GridCell>
      <GridCell className="num">
        {source.linesPerSecond > 0 ? formatShortCount(source.linesPerSecond) : <span className="dim">–</span>}
      </GridCell>
      <GridCell className="num">{hasPatterns(source) ? formatShortCount(source.patterns) : <span className="dim">–</span>}</GridCell>
      <GridCell>
        {isRunning && (
          <IconButton
            icon="x"
            smallIcon
            className="narrow"
            label={`Cancel ${source.name}`}
            onClick={() => void actions.stopReading(source.id)}
          />
        )}
      </GridCell>
    </>
  );
}

/** While a file is read its patterns are counted now and then; before the first time nothing is known of them. */
function hasPatterns({ state, patterns }: Source): boolean {
  return state !== 'skipped' && state !== 'waiting' && !(state === 'reading' && patterns === 0);
}

function ProgressCell({ source }: { source: Source }) {
  const { actions } = useServices();
  const { state } = source;
  const again = readAgain(source);
  if (again) {
    return (
      <div className="row-f">
        <Button small onClick={() => void actions.reread(source.id, again.options)}>
          {again.words}
        </Button>
        <span className="dim">{stoppedAt(source)}</span>
      </div>
    );
  }
  if (state === 'skipped') return <span className="dim">–</span>;
  const share = sourceShare(source);
  const tone = state === 'done' ? 'done' : state === 'waiting' ? 'wait' : '';
  return (
    <div className="row-f">
      <div className="grow">
        <Progress share={state === 'waiting' ? 0 : share} label={source.name} tone={tone} />
      </div>
      <span className={state === 'done' ? 'num dim file-share' : 'num file-share'}>
        {state === 'done' ? 'Done' : share === undefined ? '' : `${percentOf(share)}%`}
      </span>
    </div>
  );
}

function stoppedAt(source: Source): string {
  const share = sourceShare(source);
  return share === undefined || share === 0 ? '' : `at ${percentOf(share)}%`;
}

function StateIcon({ state }: { state: Source['state'] }) {
  if (state === 'done') return <Icon name="check" className="mid" />;
  if (state === 'stopped') return <Icon name="stop" className="mid" />;
  if (state === 'skipped') return <Icon name="warn" className="is-caution" />;
  if (state === 'failed') return <Icon name="warn" className="is-bad" />;
  return (
    <svg className={state === 'reading' ? 'i is-accent' : 'i dim'} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="5" strokeOpacity={state === 'reading' ? '.3' : '.6'} />
      {state === 'reading' && <path d="M8 3a5 5 0 0 1 5 5" />}
    </svg>
  );
}
