import type { Source } from '#contract/investigations.ts';
import { useServices, useSession } from '../../app/services.tsx';
import { formatExactCount } from '../../format/count.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Kbd } from '../../widgets/kbd.tsx';
import { Progress } from '../../widgets/progress.tsx';
import { percentOf, readAgain, sourceShare } from './progress-words.ts';

/** The files in place of the inspector, while one works with what is there. */
export function FilesPanel() {
  const { view, session } = useServices();
  const { sources, reading } = useSession((state) => ({
    sources: state.investigation?.sources ?? [],
    reading: state.investigation?.reading,
  }));
  const done = sources.filter((source) => source.state === 'done').length;
  return (
    <>
      <div className="insp-h">
        <span className="strong">Files</span>
        <span className="dim">
          {done} of {sources.length} done
        </span>
        <span className="sp" />
        <IconButton icon="x" label="Close the files" onClick={() => view.showFiles(false)} />
      </div>
      <div className="scroll-y grow">
        {sources.map((source) => (
          <FileRow key={source.id} source={source} />
        ))}
        <div className="mid files-note">
          {reading && (
            <p>
              New patterns join the table at their sorted place, never while the pointer is over it or a row is being moved with the
              keyboard. Press <Kbd keys="U" /> to bring them in now.
            </p>
          )}
          <Button small onClick={() => session.show('reading')}>
            How the files are read
          </Button>
        </div>
      </div>
    </>
  );
}

function FileRow({ source }: { source: Source }) {
  const { actions } = useServices();
  const share = sourceShare(source);
  const isRunning = source.state === 'reading' || source.state === 'waiting';
  const again = readAgain(source);
  const words = { done: 'Done', waiting: 'Waiting', reading: '', stopped: 'Stopped', failed: 'Failed', skipped: 'Skipped' }[source.state];
  return (
    <div className="file-row">
      <span className="el file-name" title={source.path}>
        {source.name}
      </span>
      <span className="num dim file-count">
        {formatExactCount(source.records, { partial: source.state === 'reading' || source.state === 'stopped' })}
      </span>
      <Progress
        share={source.state === 'skipped' ? 0 : (share ?? 0)}
        label={source.name}
        tone={isRunning ? '' : source.state === 'failed' ? 'bad' : 'done'}
      />
      <span className="num dim small">{words || (share === undefined ? '' : `${percentOf(share)}%`)}</span>
      <span>
        {isRunning && <IconButton icon="x" smallIcon label={`Cancel ${source.name}`} onClick={() => void actions.stopReading(source.id)} />}
      </span>
      {source.problem && <span className="mid small file-problem">{source.problem.message}</span>}
      {again && (
        <span className="file-problem">
          <Button small onClick={() => void actions.reread(source.id, again.options)}>
            {again.words}
          </Button>
        </span>
      )}
    </div>
  );
}
