import { useMemo } from 'react';
import { useCommands, useServices, useSession, useView } from '../../app/services.tsx';
import { formatShortCount, plural } from '../../format/count.ts';
import { formatRemaining } from '../../format/duration.ts';
import { Kbd } from '../../widgets/kbd.tsx';
import { Progress } from '../../widgets/progress.tsx';
import { percentOf, shareOfSources, shareRead } from './progress-words.ts';
import { SpokenProgress } from './reading-screen.tsx';
import { READ_AGAIN_HINT, stopCommands } from './stop-commands.ts';

/** One line under the query bar while files are read, and after a stopped read until it is continued. */
export function IngestStrip() {
  const { actions, view, commands, session } = useServices();
  useCommands(useMemo(() => stopCommands(session, actions), [session, actions]));
  const { investigation, progress } = useSession((session) => ({ investigation: session.investigation, progress: session.progress }));
  const waiting = useView((state) => state.waitingPatterns);
  if (investigation === undefined) return null;
  const stopped = investigation.sources.filter((source) => source.state === 'stopped').length;
  if (!investigation.reading && stopped === 0) return <SpokenProgress investigation={investigation} progress={progress} />;
  const share = investigation.reading && progress ? shareRead(progress) : shareOfSources(investigation);
  const read = share === undefined ? 'Reading' : `${percentOf(share)}% read`;
  return (
    <section className="strip" aria-label="Reading">
      <div className="strip-progress">
        <Progress share={share} label="All files" tone={investigation.reading ? '' : 'done'} />
      </div>
      {investigation.reading ? (
        <>
          <span className="el">
            <b className="strong">{read}.</b> Counts with a plus sign still grow.{' '}
            {progress?.remainingMs !== undefined && `About ${formatRemaining(progress.remainingMs)} left.`}
          </span>
          {progress && <span className="dim nw">{formatShortCount(progress.linesPerSecond)} lines/s</span>}
        </>
      ) : (
        <span className="nw">
          <b className="strong">{read},</b> {plural(stopped, 'file')} stopped. Counts are lower bounds.
        </span>
      )}
      <span className="sp" />
      {waiting > 0 && (
        <button type="button" onClick={() => commands.run('patterns.bring-in')}>
          {plural(waiting, 'new pattern')}, bring in <Kbd keys="U" />
        </button>
      )}
      <button type="button" onClick={() => view.showFiles(!view.getState().filesShown)}>
        Files <Kbd keys="I" />
      </button>
      {investigation.reading ? (
        <button type="button" onClick={() => void actions.stopReading()}>
          Stop here
        </button>
      ) : (
        <button type="button" title={READ_AGAIN_HINT} onClick={() => void actions.continueReading()}>
          Read again
        </button>
      )}
      <SpokenProgress investigation={investigation} progress={progress} />
    </section>
  );
}
