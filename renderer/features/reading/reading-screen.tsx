import { useEffect, useMemo, useRef, useState } from 'react';
import type { Investigation } from '#contract/investigations.ts';
import type { Command } from '../../app/commands.ts';
import { useCommands, useServices, useSession, useSettings } from '../../app/services.tsx';
import type { Progress as ProgressValue } from '../../app/stores/session.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatExactCount, formatShortCount, plural } from '../../format/count.ts';
import { formatRemaining } from '../../format/duration.ts';
import { Button } from '../../widgets/button.tsx';
import { Kbd } from '../../widgets/kbd.tsx';
import { Progress } from '../../widgets/progress.tsx';
import { FilesTable } from './files-table.tsx';
import { FoundSoFar, useFoundPatterns } from './found-so-far.tsx';
import { expectedTotal, handOver, mayBegin, percentOf, quarter, readingTitle, shareOfSources, shareRead } from './progress-words.ts';
import { SourceDetail } from './source-detail.tsx';
import { READ_AGAIN_HINT } from './stop-commands.ts';

/** Takes the window while files are read, and hands over to Investigate. */
export function ReadingScreen() {
  const { investigation, progress } = useSession((session) => ({ investigation: session.investigation, progress: session.progress }));
  const [selectedId, setSelectedId] = useState<number | undefined>(undefined);
  const touch = useHandOver(investigation);
  const patterns = useFoundPatterns(investigation);
  useReadingCommands(investigation);
  if (investigation === undefined) return null;
  const selected =
    investigation.sources.find((source) => source.id === selectedId) ??
    investigation.sources.find((source) => source.state === 'reading') ??
    investigation.sources[0];
  return (
    <main className="ing" onPointerDown={touch.note} onKeyDown={touch.note} onWheel={touch.note} data-region="reading">
      <section className="panel" aria-label="Files being read">
        <Head investigation={investigation} progress={progress} patterns={patterns?.total} isReady={touch.isReady} />
        <FilesTable investigation={investigation} selectedId={selected?.id} onSelect={setSelectedId} />
        {selected && <SourceDetail key={selected.id} investigation={investigation} source={selected} />}
      </section>
      <FoundSoFar investigation={investigation} patterns={patterns} />
      <SpokenProgress investigation={investigation} progress={progress} />
    </main>
  );
}

/** Opens Investigate when the last file ends and nobody is busy here; otherwise says that it is ready. */
function useHandOver(investigation: Investigation | undefined): { note(): void; isReady: boolean } {
  const { session } = useServices();
  const touchedMs = useRef<number | undefined>(undefined);
  const wasReading = useRef(false);
  const [isReady, setReady] = useState(false);
  const reading = investigation?.reading ?? false;
  const records = investigation?.totals.records ?? 0;
  useEffect(() => {
    if (reading) {
      wasReading.current = true;
      setReady(false);
      return;
    }
    if (!wasReading.current) return;
    wasReading.current = false;
    const next = handOver(records, touchedMs.current, performance.now());
    if (next === 'open') session.show('investigate');
    else setReady(next === 'ready');
  }, [reading, records, session]);
  return {
    note: () => {
      touchedMs.current = performance.now();
    },
    isReady,
  };
}

function useReadingCommands(investigation: Investigation | undefined): void {
  const { actions, session } = useServices();
  const isReading = investigation?.reading ?? false;
  const canBegin = investigation !== undefined && mayBegin(investigation);
  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: 'reading.investigate',
        title: 'Investigate now',
        group: 'Views',
        keys: ['Enter'],
        icon: 'filter',
        enabled: () => canBegin && !(document.activeElement instanceof HTMLButtonElement),
        run: () => session.show('investigate'),
      },
      {
        id: 'reading.stop',
        title: 'Stop reading, keep what was read',
        group: 'Open',
        keys: ['Esc'],
        icon: 'stop',
        enabled: () => isReading,
        run: () => void actions.stopReading(),
      },
    ],
    [actions, session, isReading, canBegin],
  );
  useCommands(commands);
}

interface HeadProps {
  investigation: Investigation;
  progress: ProgressValue | undefined;
  /** As many as the list beside it counts. */
  patterns: number | undefined;
  isReady: boolean;
}

function Head({ investigation, progress, patterns, isReady }: HeadProps) {
  const { actions, session } = useServices();
  const stopped = investigation.sources.some((source) => source.state === 'stopped');
  const share = investigation.reading && progress ? shareRead(progress) : shareOfSources(investigation);
  const begin = mayBegin(investigation);
  return (
    <div className="ing-head">
      <h1>{readingTitle(investigation)}</h1>
      <div className="row-f">
        {investigation.reading && (
          <Button keys="Esc" onClick={() => void actions.stopReading()}>
            Cancel all
          </Button>
        )}
        {!investigation.reading && stopped && (
          <Button title={READ_AGAIN_HINT} onClick={() => void actions.continueReading()}>
            Read again
          </Button>
        )}
        <Button kind="primary" keys="Enter" disabled={!begin} onClick={() => session.show('investigate')}>
          {investigation.reading ? 'Investigate now' : isReady ? 'Ready: investigate' : 'Investigate'}
        </Button>
      </div>
      <div className="ing-progress">
        <Progress share={share} label="All files" tone={investigation.reading ? '' : 'done'} />
      </div>
      <Figures investigation={investigation} progress={progress} patterns={patterns} share={share} />
    </div>
  );
}

interface FiguresProps {
  investigation: Investigation;
  progress: ProgressValue | undefined;
  patterns: number | undefined;
  share: number | undefined;
}

function Figures({ investigation, progress, patterns, share }: FiguresProps) {
  const binary = useSettings((settings) => settings.binaryBytes);
  const { totals, reading, complete } = investigation;
  const expected = reading ? expectedTotal(investigation) : undefined;
  return (
    <div className="figs">
      <div className="fig">
        <b>{formatBytes(totals.bytes, { binary })}</b>{' '}
        {expected && (
          <span className="mid">
            of {expected.about ? 'about ' : ''}
            {formatBytes(expected.bytes, { binary })}
          </span>
        )}
        <small>{share === undefined ? 'Read so far' : `${percentOf(share)}% read`}</small>
      </div>
      <Fig value={formatExactCount(totals.records, { partial: !complete && !reading })} label="Records ready to search" />
      {reading && progress && (
        <Fig
          value={`${formatShortCount(progress.linesPerSecond)} lines/s`}
          label={`${formatBytes(progress.bytesPerSecond, { binary })}/s, ${plural(progress.workers, 'worker')}`}
        />
      )}
      {reading && progress?.remainingMs !== undefined && (
        <Fig value={formatRemaining(progress.remainingMs)} label="About, until everything is read" />
      )}
      <Fig
        value={formatExactCount(patterns ?? totals.patterns, { partial: !complete && !reading })}
        label={reading ? 'Patterns so far' : 'Patterns'}
      />
      {progress && <Fig value={formatBytes(progress.memoryBytes, { binary })} label="Memory" />}
    </div>
  );
}

function Fig({ value, label }: { value: string; label: string }) {
  return (
    <div className="fig">
      <b>{value}</b>
      <small>{label}</small>
    </div>
  );
}

/** Read aloud at each quarter and at the end, not twice a second. */
export function SpokenProgress({ investigation, progress }: { investigation: Investigation; progress: ProgressValue | undefined }) {
  const at = investigation.complete ? 100 : quarter(progress && shareRead(progress));
  const failed = investigation.sources
    .filter((source) => source.state === 'failed')
    .map((source) => source.problem?.message ?? source.name);
  return (
    <div className="vh" role="status">
      {at > 0 && `${at}% of the files read.`} {failed.join(' ')}
    </div>
  );
}

export function HandOverNote() {
  return (
    <div className="mid ing-note">
      When the last file is done this view becomes the investigation. Start earlier with <Kbd keys="Enter" />; counts keep growing while you
      work.
    </div>
  );
}
