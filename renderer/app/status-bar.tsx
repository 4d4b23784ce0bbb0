import { useState } from 'react';
import { useStore } from 'zustand';
import type { Investigation } from '#contract/investigations.ts';
import { isService } from '../features/reading/progress-words.ts';
import { formatBytes } from '../format/bytes.ts';
import { formatExactCount, plural } from '../format/count.ts';
import { Icon } from '../widgets/icon.tsx';
import { Menu } from '../widgets/menu.tsx';
import { useFilterTotals } from './filter-totals.tsx';
import { useClient, useServices, useSession, useSettings, useTimeFormat, useView } from './services.tsx';
import { useEngineQuery } from './use-engine-query.ts';
import { useDepartures } from './use-models.ts';

/** What is open, how much of it was read, and what has left this computer. */
export function StatusBar() {
  const client = useClient();
  const { screen, investigation, progressMemory, revision } = useSession((session) => ({
    screen: session.screen,
    investigation: session.investigation,
    progressMemory: session.investigation?.reading ? session.progress?.memoryBytes : undefined,
    revision: session.revision,
  }));
  const binary = useSettings((settings) => settings.binaryBytes);
  const { data } = useEngineQuery(`status|${screen}|${investigation?.id}`, (signal) => client.engineStatus({}, { signal }), revision);
  const asked = new Set(investigation?.sources.filter(isService).map(({ path }) => path)).size;
  const memory = progressMemory ?? data?.memoryBytes;
  return (
    <footer className="statusbar" data-region="status">
      {investigation === undefined ? (
        <>
          <span>No sources open</span>
          {data !== undefined && (
            <span>
              Saved investigations use <b>{formatBytes(data.savedBytes, { binary })}</b>
            </span>
          )}
        </>
      ) : screen === 'reading' ? (
        <ReadingWords investigation={investigation} />
      ) : (
        <InvestigateWords investigation={investigation} binary={binary} />
      )}
      <span className="sp" />
      {memory !== undefined && (
        <span>
          Memory <b>{formatBytes(memory, { binary })}</b>
        </span>
      )}
      <ZoneMenu />
      <Departures asked={asked} />
    </footer>
  );
}

/** Where records went, as long as the engine runs. @param asked log services whose records are shown */
function Departures({ asked }: { asked: number }) {
  const departures = useDepartures();
  const published = usePublished();
  if (departures.length === 0)
    return (
      <span className="row-f">
        <Icon name="lock" small />
        {whatLeft(asked, published)}
      </span>
    );
  const bytes = departures.reduce((sum, departure) => sum + departure.bytes, 0);
  return (
    <span className="row-f">
      <Icon name="warn" small />
      <span className="el">
        <b>{formatBytes(bytes)}</b> sent to {departures.map(({ address }) => address).join(', ')}
      </span>
    </span>
  );
}

function whatLeft(asked: number, published: boolean): string {
  const what = [asked > 0 && `questions to ${plural(asked, 'log service')}`, published && 'policies'].filter(Boolean);
  return what.length === 0 ? 'Nothing has left this computer' : `Only ${what.join(' and ')} left this computer`;
}

/** Whether policies were sent to a server. Every publication says something to the person, and that is when to look again. */
function usePublished(): boolean {
  const client = useClient();
  const { overlay } = useServices();
  const serial = useStore(overlay, ({ toast }) => toast?.serial);
  const { data } = useEngineQuery(`published ${serial}`, (signal) => client.getPolicyServer({}, { signal }));
  return (data?.sent ?? 0) > 0;
}

function ReadingWords({ investigation }: { investigation: Investigation }) {
  const count = countStates(investigation);
  const readable = investigation.sources.length - count.skipped - count.failed;
  const states = (['done', 'reading', 'waiting', 'stopped', 'skipped', 'failed'] as const).filter((state) => count[state] > 0);
  return (
    <>
      <span>
        <b>
          {readable} of {investigation.sources.length}
        </b>{' '}
        files readable
      </span>
      <span>
        {states.map((state, index) => (
          <span key={state}>
            {index > 0 && ', '}
            <b>{count[state]}</b> {state}
          </span>
        ))}
      </span>
    </>
  );
}

function InvestigateWords({ investigation, binary }: { investigation: Investigation; binary: boolean }) {
  const totals = useFilterTotals();
  const partial = !investigation.complete;
  const tab = useView((view) => view.tab);
  return (
    <>
      <b>{plural(investigation.sources.length, 'source')}</b>
      <span>
        <b>{formatExactCount(investigation.totals.records, { partial })}</b> records from{' '}
        {formatBytes(investigation.totals.bytes, { binary })}
      </span>
      <Coverage investigation={investigation} />
      <RowsInSight />
      {tab === 'patterns' && totals.patterns !== undefined && totals.allPatterns !== undefined && (
        <span className="hide-narrow">
          {formatExactCount(totals.patterns, { partial: totals.partial })} of{' '}
          {formatExactCount(totals.allPatterns, { partial: totals.partial })} patterns
        </span>
      )}
    </>
  );
}

/** Where in the list of records one stands. Not spoken: scrolling is not news. */
function RowsInSight() {
  const rows = useView((view) => view.rows);
  const { partial } = useFilterTotals();
  if (rows === undefined || rows.total === 0) return null;
  return (
    <span className="hide-narrow">
      Record {formatExactCount(rows.first + 1)} to {formatExactCount(rows.end)} of {formatExactCount(rows.total, { partial })}
    </span>
  );
}

/** The words open the list of files where not everything was read. */
function Coverage({ investigation }: { investigation: Investigation }) {
  const { view } = useServices();
  const isClean = investigation.complete && investigation.sources.every((source) => source.state === 'done');
  if (isClean) return <span>{coverage(investigation)}</span>;
  return (
    <button type="button" onClick={() => view.showFiles(true)}>
      {coverage(investigation)}
    </button>
  );
}

/** How much of the sources the numbers stand for, in a sentence. */
export function coverage(investigation: Investigation): string {
  const count = countStates(investigation);
  if (investigation.reading) return `${plural(count.reading + count.waiting, 'file')} still being read`;
  if (count.stopped > 0) return `${plural(count.stopped, 'file')} stopped, counts are lower bounds`;
  if (count.failed > 0) return `${plural(count.failed, 'file')} not read to the end`;
  if (count.skipped > 0) return `Every line read, ${plural(count.skipped, 'file')} skipped`;
  return 'Every line read, none sampled';
}

export function countStates(investigation: Investigation): Readonly<Record<Investigation['sources'][number]['state'], number>> {
  const count = { waiting: 0, reading: 0, done: 0, stopped: 0, failed: 0, skipped: 0 };
  for (const source of investigation.sources) count[source.state] += 1;
  return count;
}

function ZoneMenu() {
  const { settings } = useServices();
  const zone = useSettings((state) => state.zone);
  const { zoneName } = useTimeFormat();
  const [open, setOpen] = useState(false);
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const choose = (next: string) => () => {
    settings.change({ zone: next });
  };
  return (
    <div className="menu-root">
      <button type="button" aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>
        Times in <b>{zoneName}</b>
      </button>
      {open && (
        <Menu
          label="Time zone shown"
          side="up"
          align="end"
          onClose={() => setOpen(false)}
          items={[
            { id: 'utc', label: 'UTC', checked: zone === 'utc', run: choose('utc') },
            { id: 'local', label: 'This computer', hint: local, checked: zone === 'local', run: choose('local') },
          ]}
        />
      )}
    </div>
  );
}
