import { useClient, useServices, useSession, useTimeFormat } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { Button } from '../../widgets/button.tsx';
import { LevelWord } from '../../widgets/level-word.tsx';
import { Message } from '../records/message.tsx';
import { marksAsMarkdown } from './markdown.ts';

/** Pinned records and notes, in the order of their times. */
export function Pinned() {
  const client = useClient();
  const { view, platform } = useServices();
  const time = useTimeFormat();
  const { id, name, revision } = useSession((session) => ({
    id: session.investigation?.id,
    name: session.investigation?.name,
    revision: session.revision,
  }));
  const tab = `${id ?? ''} ${revision}`;
  const { data } = useEngineQuery(id === undefined ? undefined : tab, (signal) =>
    client.listMarks({ investigationId: id ?? '' }, { signal }),
  );
  if (data === undefined) return null;
  if (data.marks.length === 0) {
    return (
      <div className="empty insp-empty">
        <h3>Nothing is pinned</h3>
        <p>Press P on a record to keep it here, with a note if you like.</p>
      </div>
    );
  }
  return (
    <div className="insp-scroll">
      <div className="sec">
        <Button small icon="copy" onClick={() => void platform.copyText(marksAsMarkdown(name ?? '', data.marks, time.iso))}>
          Copy as Markdown
        </Button>
      </div>
      {data.marks.map(({ record, note }) => (
        <section key={record.id} className="sec">
          <button
            type="button"
            className="row-f"
            disabled={record.timeUs === undefined}
            onClick={() => record.timeUs !== undefined && view.jumpTo(record.timeUs)}
          >
            <LevelWord level={record.level} />
            <span className="t">{time.time(record.timeUs)}</span>
            <span className="dim">{record.service}</span>
          </button>
          <div className="ex">
            <Message record={record} />
          </div>
          {note !== undefined && <p className="note">{note}</p>}
        </section>
      ))}
    </div>
  );
}
