import { useEffect, useRef, useState } from 'react';
import type { KeyStorage, LogConnection } from '#contract/connect.ts';
import { useClient, useServices } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { Button } from '../../widgets/button.tsx';
import { ConnectionChecks } from './connection-checks.tsx';
import { ConnectionChoice } from './connection-choice.tsx';
import { LokiForm, PosthogForm } from './connection-form.tsx';
import { PullChoice } from './pull-choice.tsx';
import { filterOf, loadWords, newDraft } from './pull-draft.ts';
import { UnlockKeys } from './unlock-keys.tsx';
import { isUsable, type ServiceForm, useConnectionTest } from './use-service.ts';

interface ServicePageProps {
  connector: 'posthog' | 'loki';
  title: string;
  /** All of this service. */
  connections: readonly LogConnection[];
  /** The one that is shown; undefined: a new one. */
  known: LogConnection | undefined;
  storage: KeyStorage;
  /** @param id undefined: a new one */
  onChoose(id: string | undefined): void;
  onForgotten(): void;
  /** @param id the connection that was just saved */
  onConnectionsChanged(id?: string): void;
  onClose(): void;
}

const FIRST_SETTINGS = { posthog: { host: 'https://us.posthog.com', project: '' }, loki: { host: '' } } as const;

/** Connects to a service, shows what it holds, and loads what is chosen. */
export function ServicePage({
  connector,
  title,
  connections,
  known,
  storage,
  onChoose,
  onForgotten,
  onConnectionsChanged,
  onClose,
}: ServicePageProps) {
  const { nowUs, actions } = useServices();
  const client = useClient();
  const [form, setForm] = useState<ServiceForm>({
    settings: known?.settings ?? FIRST_SETTINGS[connector],
    key: '',
    keep: storage !== 'session' && storage !== 'locked',
  });
  const [draft, setDraft] = useState(() => newDraft(nowUs()));
  const { tried, isTesting, test, forget } = useConnectionTest(connector);
  const connection = tried !== undefined && isUsable(tried) ? tried.connection : undefined;
  const change = (next: ServiceForm): void => {
    setForm(next);
    forget();
  };
  const runTest = async (): Promise<void> => {
    const saved = await test(form);
    setForm({ ...form, key: '' });
    onConnectionsChanged(saved?.id);
  };
  const fields = useRef<HTMLDivElement>(null);
  // Known and with a key: what it holds is shown without another click.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(() => {
    fields.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    if (known?.keyEnd !== undefined) void test(form);
  }, []);

  const wide = { ...draft, without: new Set<string>() };
  const wideFilter = filterOf(wide, []);
  const everything = useEngineQuery(
    connection === undefined || wideFilter === undefined ? undefined : JSON.stringify(['services', connection.id, wideFilter]),
    (signal) => client.estimatePull({ connectionId: connection?.id ?? '', filter: wideFilter ?? { fromUs: 0, untilUs: 1 } }, { signal }),
  );
  const services = everything.data?.services ?? [];
  const filter = filterOf(
    draft,
    services.map(({ name }) => name),
  );
  const isNarrow = draft.without.size > 0;
  const narrow = useEngineQuery(
    connection === undefined || filter === undefined || !isNarrow ? undefined : JSON.stringify(['narrow', connection.id, filter]),
    (signal) => client.estimatePull({ connectionId: connection?.id ?? '', filter: filter ?? { fromUs: 0, untilUs: 1 } }, { signal }),
  );
  const labels = useEngineQuery(
    connector !== 'loki' || connection === undefined ? undefined : `labels ${connection.id} ${draft.fromUs}`,
    (signal) =>
      client.listServiceLabels(
        { connectionId: connection?.id ?? '', filter: { fromUs: draft.fromUs, untilUs: draft.untilUs } },
        { signal },
      ),
  );
  const asked = isNarrow ? narrow : everything;
  // The list stays where it is while the sum of the chosen ones is on its way.
  const counted = asked.data ?? everything.data;
  const estimate = connection === undefined || counted === undefined ? undefined : { ...counted, services, records: asked.data?.records };
  const records = filter === undefined ? 0 : estimate?.records;
  const load = (): void => {
    if (connection === undefined || filter === undefined) return;
    onClose();
    void actions.pull(connection.id, filter, draft.follow);
  };
  const submit = (): void => {
    if (connection === undefined) void runTest();
    else load();
  };
  const Form = connector === 'posthog' ? PosthogForm : LokiForm;
  return (
    <form
      className="src-page"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => {
        // Space chooses a service; Enter means the button that says so, also where that is the test and not the one that loads.
        if (event.key !== 'Enter' || !(event.target instanceof Element)) return;
        if (event.target.getAttribute('role') !== 'checkbox' && event.target.tagName !== 'INPUT') return;
        event.preventDefault();
        submit();
      }}
    >
      <div ref={fields} className="src-fields scroll-y">
        {storage === 'locked' && <UnlockKeys onUnlocked={() => onConnectionsChanged()} />}
        <ConnectionChoice connections={connections} chosen={known?.id} onChoose={onChoose} />
        <Form
          form={form}
          keyEnd={tried?.connection?.keyEnd ?? (isSame(known, form) ? known?.keyEnd : undefined)}
          storage={storage}
          onChange={change}
        />
        <div className="wide">
          <ConnectionChecks checks={tried?.checks} isTesting={isTesting} onTest={() => void runTest()} />
        </div>
        {connection !== undefined && (
          <PullChoice
            connector={connector}
            title={title}
            draft={draft}
            estimate={estimate}
            isBusy={asked.phase !== 'quiet'}
            problem={asked.error instanceof Error ? asked.error.message : undefined}
            labels={labels.data?.labels ?? []}
            onChange={setDraft}
          />
        )}
      </div>
      <div className="dlg-f">
        {known !== undefined && (
          <Button
            kind="ghost"
            onClick={() => {
              void client.forgetConnection({ connectionId: known.id }).then(onForgotten);
            }}
          >
            Forget this connection
          </Button>
        )}
        <span className="sp" />
        <Button onClick={onClose}>Cancel</Button>
        <button type="submit" className="btn p" disabled={connection === undefined || filter === undefined || records === 0}>
          {loadWords(records)} <kbd className="kbd">Enter</kbd>
        </button>
      </div>
    </form>
  );
}

function isSame(known: LogConnection | undefined, { settings }: ServiceForm): boolean {
  const plain = (one: Readonly<Record<string, string>>) => JSON.stringify(Object.entries(one).sort());
  return known !== undefined && plain(known.settings) === plain(settings);
}
