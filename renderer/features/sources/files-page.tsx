import type { Source } from '#contract/investigations.ts';
import { useServices, useSession } from '../../app/services.tsx';
import { formatExactCount } from '../../format/count.ts';
import { Button } from '../../widgets/button.tsx';
import { Progress } from '../../widgets/progress.tsx';
import { readAgain, sourceShare } from '../reading/progress-words.ts';

/** Every source of the open investigation, with what can be done about it. */
export function FilesPage({ onClose }: { onClose(): void }) {
  const { actions } = useServices();
  const sources = useSession((session) => session.investigation?.sources ?? []);
  return (
    <div className="src-page">
      <div className="src-files scroll-y">
        {sources.length === 0 && <p className="mid">Nothing is open yet. Open files, or choose a service at the left.</p>}
        {sources.map((source) => (
          <SourceRow key={source.id} source={source} />
        ))}
      </div>
      <div className="dlg-f">
        <span className="sp" />
        <Button onClick={onClose}>Close</Button>
        <Button
          kind="primary"
          onClick={() => {
            onClose();
            void actions.pickFiles();
          }}
        >
          Open files
        </Button>
      </div>
    </div>
  );
}

const WORDS = { waiting: 'Waiting', reading: 'Reading', done: 'Done', stopped: 'Stopped', failed: 'Failed', skipped: 'Skipped' } as const;

function SourceRow({ source }: { source: Source }) {
  const { actions } = useServices();
  const isRunning = source.state === 'reading' || source.state === 'waiting';
  const again = readAgain(source);
  return (
    <section className="src-row" aria-label={source.name}>
      <div className="two">
        <span className="el">{source.name}</span>
        <small className="el">{source.path}</small>
      </div>
      <Progress
        share={isRunning ? sourceShare(source) : 1}
        label={source.name}
        tone={source.state === 'failed' ? 'bad' : isRunning ? '' : 'done'}
      />
      <span className="num">{formatExactCount(source.records, { partial: isRunning || source.state === 'stopped' })} records</span>
      <span className="mid">{WORDS[source.state]}</span>
      <span>
        {isRunning && (
          <Button small onClick={() => void actions.stopReading(source.id)}>
            Stop
          </Button>
        )}
        {again && (
          <Button small onClick={() => void actions.reread(source.id, again.options)}>
            {again.words}
          </Button>
        )}
      </span>
      {source.problem && <p className="mid small src-problem">{source.problem.message}</p>}
    </section>
  );
}
