import type { RecentInvestigation } from '#contract/investigations.ts';
import { useClient, useServices, useSession } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { Button } from '../../widgets/button.tsx';
import { Callout } from '../../widgets/callout.tsx';
import { Kbd } from '../../widgets/kbd.tsx';
import { formatGroups } from './format-groups.ts';
import { RecentList } from './recent-list.tsx';

/** What to do first: bring logs, or go on where one was. */
export function StartScreen() {
  const client = useClient();
  const revision = useSession((session) => session.revision);
  const recent = useEngineQuery('recent', (signal) => client.listRecent({}, { signal }), revision);
  return (
    <main className="start scroll-y" data-region="start">
      <DropBox />
      <div className="start-cols">
        <section className="recent" aria-labelledby="recent-title">
          <div className="h-row">
            <h2 id="recent-title">Recent investigations</h2>
            <span className="dim">{recent.data?.investigations.length || ''}</span>
            <span className="sp" />
            <OpenKeys recent={recent.data?.investigations ?? []} />
          </div>
          {recent.error !== undefined ? (
            <Callout tone="bad" actions={<Button onClick={recent.retry}>Try again</Button>}>
              <b>The list cannot be read.</b> {recent.error instanceof Error ? recent.error.message : ''} Opening files still works.
            </Callout>
          ) : (
            <>
              {recent.data === undefined && recent.phase !== 'quiet' && <RecentSkeleton />}
              <RecentList recent={recent.data?.investigations} />
            </>
          )}
        </section>
        <KeysWorthKnowing />
      </div>
    </main>
  );
}

function DropBox() {
  const { actions, overlay } = useServices();
  const client = useClient();
  const formats = useEngineQuery('formats', (signal) => client.listFormats({}, { signal }));
  return (
    <section className="drop" aria-label="Open logs">
      <div>
        <h1>Drop log files or a folder anywhere in this window</h1>
        <p className="mid drop-words">
          Compressed files open as they are. Format, encoding and time zone are worked out from the content, shown to you, and can be
          changed. Nothing leaves this computer.
        </p>
        <div className="row-f drop-buttons">
          <Button kind="primary" keys="Ctrl+O" onClick={() => void actions.pickFiles()}>
            Open files
          </Button>
          <Button onClick={() => void actions.pickFolder()}>Open folder</Button>
          <Button keys="Ctrl+V" onClick={() => overlay.open({ kind: 'paste', text: '' })}>
            Paste text
          </Button>
          <Button onClick={() => overlay.open({ kind: 'sources', page: 'posthog' })}>Log service</Button>
          <Button kind="ghost" onClick={() => void actions.openSample()}>
            Try the sample incident
          </Button>
        </div>
        <p className="dim drop-note">The sample is built in and needs no network.</p>
      </div>
      <dl className="fmts">
        {formatGroups(formats.data?.formats ?? []).map(({ title, names }) => (
          <div key={title} className="fmts-row">
            <dt>{title}</dt>
            <dd>{names.join(', ')}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function OpenKeys({ recent }: { recent: readonly RecentInvestigation[] }) {
  const last = Math.min(7, recent.length);
  if (last === 0) return null;
  return (
    <span className="dim small">
      <Kbd keys="1" />
      {last > 1 && (
        <>
          {' '}
          to <Kbd keys={String(last)} />
        </>
      )}{' '}
      opens, <Kbd keys="Delete" /> removes
    </span>
  );
}

/** Where there is no old content yet. */
function RecentSkeleton() {
  return (
    <div className="recent-skeleton" aria-busy="true">
      {[62, 45, 70].map((percent) => (
        <div key={percent} className="skel" style={{ width: `${percent}%` }} />
      ))}
    </div>
  );
}

const KEYS = [
  ['Ctrl+K', 'Run any command'],
  ['/', 'Search and filter'],
  ['1', 'Patterns'],
  ['2', 'Records'],
  ['Alt+Left', 'Back one view'],
  ['?', 'All shortcuts'],
] as const;

function KeysWorthKnowing() {
  return (
    <section aria-labelledby="keys-title">
      <div className="h-row">
        <h2 id="keys-title">Keys worth knowing</h2>
      </div>
      <ul className="start-keys">
        {KEYS.map(([keys, words]) => (
          <li key={keys}>
            <span className="mid">{words}</span>
            <Kbd keys={keys} />
          </li>
        ))}
      </ul>
    </section>
  );
}
