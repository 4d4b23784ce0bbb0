import { useMemo, useState } from 'react';
import { useClient, useServices, useSession, useSettings, useTimeFormat } from '../../app/services.tsx';
import type { Settings } from '../../app/stores/settings.ts';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { useDepartures } from '../../app/use-models.ts';
import { formatBytes } from '../../format/bytes.ts';
import { plural } from '../../format/count.ts';
import { Button } from '../../widgets/button.tsx';
import { Checkbox } from '../../widgets/checkbox.tsx';
import { Chip } from '../../widgets/chip.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { ExplanationsPage } from './explanations-page.tsx';

const PAGES = ['Appearance', 'Time and units', 'Explanations', 'Keyboard', 'Storage', 'Privacy'] as const;
type Page = (typeof PAGES)[number];

/** Settings apply at once; the toast takes the last one back. */
export function SettingsDialog({ page: first = 'Appearance', onClose }: { page?: Page | undefined; onClose(): void }) {
  const [page, setPage] = useState<Page>(first);
  return (
    <Dialog title="Settings" width={860} top={64} onClose={onClose}>
      <div className="settings">
        <ul className="nav">
          {PAGES.map((name) => (
            <li key={name}>
              <button type="button" aria-current={page === name} onClick={() => setPage(name)}>
                {name}
              </button>
            </li>
          ))}
        </ul>
        <div className="settings-page">
          {page === 'Appearance' && <Appearance />}
          {page === 'Time and units' && <TimeAndUnits />}
          {page === 'Explanations' && <ExplanationsPage />}
          {page === 'Keyboard' && <Keyboard />}
          {page === 'Storage' && <Storage />}
          {page === 'Privacy' && <Privacy />}
        </div>
      </div>
    </Dialog>
  );
}

/** Changes a setting and offers to take it back. */
function useChange(): (part: Partial<Settings>, words: string) => void {
  const { settings, overlay } = useServices();
  return (part, words) => {
    const before = settings.getState();
    settings.change(part);
    overlay.say(words, () => settings.change(before));
  };
}

interface ChoiceProps<T extends string> {
  title: string;
  choices: readonly (readonly [T, string])[];
  value: T;
  onChange(value: T, words: string): void;
}

function Choice<T extends string>({ title, choices, value, onChange }: ChoiceProps<T>) {
  return (
    <>
      <span className="mid">{title}</span>
      {/* biome-ignore lint/a11y/useSemanticElements: chips in a row, named by the words at the left */}
      <div className="row-f" role="group" aria-label={title}>
        {choices.map(([id, words]) => (
          <Chip key={id} on={id === value} onClick={() => id !== value && onChange(id, `${title}: ${words}`)}>
            {words}
          </Chip>
        ))}
      </div>
    </>
  );
}

function Appearance() {
  const { theme, density } = useSettings((settings) => ({ theme: settings.theme, density: settings.density }));
  const change = useChange();
  return (
    <section>
      <div className="h-row">
        <h2>Appearance</h2>
      </div>
      <div className="settings-rows">
        <Choice
          title="Theme"
          value={theme}
          choices={[
            ['system', 'Like the system'],
            ['dark', 'Dark'],
            ['light', 'Light'],
          ]}
          onChange={(value, words) => change({ theme: value }, words)}
        />
        <Choice
          title="Rows"
          value={density}
          choices={[
            ['two-lines', 'Two lines'],
            ['compact', 'Compact'],
          ]}
          onChange={(value, words) => change({ density: value }, words)}
        />
      </div>
    </section>
  );
}

function TimeAndUnits() {
  const { zone, binaryBytes } = useSettings((settings) => ({ zone: settings.zone, binaryBytes: settings.binaryBytes }));
  const change = useChange();
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  return (
    <section>
      <div className="h-row">
        <h2>Time and units</h2>
      </div>
      <div className="settings-rows">
        <span className="mid">Show times in</span>
        <div className="row-f">
          <select
            className="btn s zone-setting"
            aria-label="Show times in"
            value={zone}
            onChange={(event) => change({ zone: event.target.value }, 'Time zone changed')}
          >
            <option value="utc">UTC</option>
            <option value="local">This computer ({local})</option>
            {zones.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <Choice
          title="Bytes"
          value={binaryBytes ? 'binary' : 'decimal'}
          choices={[
            ['decimal', 'kB, MB, GB'],
            ['binary', 'KiB, MiB, GiB'],
          ]}
          onChange={(value, words) => change({ binaryBytes: value === 'binary' }, words)}
        />
      </div>
    </section>
  );
}

function Keyboard() {
  const { overlay } = useServices();
  const singleKeys = useSettings((settings) => settings.singleKeys);
  const change = useChange();
  return (
    <section>
      <div className="h-row">
        <h2>Keyboard</h2>
      </div>
      <div className="settings-rows">
        <div className="wide">
          <Checkbox
            checked={singleKeys}
            label="Single keys such as / and 1 work outside text fields"
            onChange={(on) => change({ singleKeys: on }, on ? 'Single keys are on' : 'Single keys are off')}
          />
        </div>
        <div className="wide">
          <Button small onClick={() => overlay.open({ kind: 'shortcuts' })}>
            Show all shortcuts
          </Button>
        </div>
      </div>
    </section>
  );
}

function Storage() {
  const { overlay } = useServices();
  const client = useClient();
  const time = useTimeFormat();
  const binary = useSettings((settings) => settings.binaryBytes);
  const revision = useSession((session) => session.revision);
  const status = useEngineQuery('settings-status', (signal) => client.engineStatus({}, { signal }), revision);
  const recent = useEngineQuery('settings-recent', (signal) => client.listRecent({}, { signal }), revision);
  const rows = recent.data?.investigations ?? [];
  return (
    <section>
      <div className="h-row">
        <h2>Storage</h2>
        {status.data && (
          <span className="dim small">
            {formatBytes(status.data.savedBytes, { binary })} saved on this computer, {formatBytes(status.data.memoryBytes, { binary })} of
            memory in use
          </span>
        )}
      </div>
      {recent.data && rows.length === 0 && <p className="mid">No investigation is saved.</p>}
      <ul className="saved">
        {rows.map((row) => (
          <li key={row.id}>
            <div className="two">
              <span className="el">{row.name}</span>
              <small className="el">
                {plural(row.records, 'record')}, opened {time.ago(row.openedUs)}
              </small>
            </div>
            <span className="num">{formatBytes(row.fileBytes, { binary })}</span>
            <Button small onClick={() => overlay.open({ kind: 'delete', investigationId: row.id, name: row.name })}>
              Delete the index
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Privacy() {
  const departures = useDepartures();
  return (
    <section>
      <div className="h-row">
        <h2>Privacy</h2>
      </div>
      <p className="mid privacy">
        Logs are read on this computer by an engine on this computer. Logsift has no telemetry, asks no server for updates and loads nothing
        from the network. Two things send something, and both are chosen by you: loading from a log service, and a model on another machine,
        in investigations where you allow it. The status bar says at all times what leaves this computer.
      </p>
      <p className="mid">
        {departures.length === 0
          ? 'Nothing was sent to a model on another machine since the engine began.'
          : departures
              .map(({ address, questions, bytes }) => `${address}: ${plural(questions, 'question')}, ${formatBytes(bytes)}`)
              .join('; ')}
      </p>
    </section>
  );
}
