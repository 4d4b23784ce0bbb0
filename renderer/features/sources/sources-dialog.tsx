import { useState } from 'react';
import type { LogConnection } from '#contract/connect.ts';
import { useClient, useSession } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatShortCount } from '../../format/count.ts';
import { Dialog } from '../../widgets/dialog.tsx';
import { FilesPage } from './files-page.tsx';
import { ReceiverPage } from './receiver-page.tsx';
import { ServicePage } from './service-page.tsx';

export type SourcesPage = 'files' | 'posthog' | 'loki' | 'otlp';

const SERVICES = [
  ['posthog', 'PostHog'],
  ['loki', 'Grafana Loki'],
] as const;

/** The id of a connection, or that it is to be a new one. */
type Chosen = { readonly id: string } | 'new' | undefined;

/** Where logs come from: what is open, and the services one is connected to. */
export function SourcesDialog({ page: first, onClose }: { page: SourcesPage; onClose(): void }) {
  const client = useClient();
  const [page, setPage] = useState(first);
  const [version, setVersion] = useState(0);
  /** The connection of each service that a person chose or made; none: the last one. A choice begins the page anew. */
  const [chosen, setChosen] = useState<Readonly<Record<string, Chosen>>>({});
  const [choices, setChoices] = useState(0);
  const { sources, isReceiving } = useSession((session) => ({
    sources: session.investigation?.sources.length,
    isReceiving: session.investigation?.sources.some(({ path, state }) => path.startsWith('otlp:') && state === 'reading') ?? false,
  }));
  const { data } = useEngineQuery(`connections ${version}`, (signal) => client.listConnections({}, { signal }));
  const connections = data?.connections ?? [];
  const choose = (connector: string, one: Chosen): void => setChosen((before) => ({ ...before, [connector]: one }));
  return (
    <Dialog title="Sources" width={960} top={64} onClose={onClose} className="sources">
      <div className="settings src">
        <ul className="nav">
          <li>
            <button type="button" aria-current={page === 'files'} onClick={() => setPage('files')}>
              Files
              <span className="sp" />
              {sources !== undefined && <span className="dim">{formatShortCount(sources)}</span>}
            </button>
          </li>
          {SERVICES.map(([id, title]) => (
            <li key={id}>
              <button type="button" aria-current={page === id} onClick={() => setPage(id)}>
                {title}
                <span className="sp" />
                {connections.some(({ connector }) => connector === id) && <i className="sig" title="Connected" />}
              </button>
            </li>
          ))}
          <li>
            <button type="button" aria-current={page === 'otlp'} onClick={() => setPage('otlp')}>
              OpenTelemetry
              <span className="sp" />
              {isReceiving && <i className="sig" title="Receiving" />}
            </button>
          </li>
        </ul>
        {page === 'files' && <FilesPage onClose={onClose} />}
        {page === 'otlp' && <ReceiverPage onClose={onClose} />}
        {SERVICES.map(
          ([id, title]) =>
            page === id &&
            data !== undefined && (
              <ServicePage
                key={`${id} ${choices} ${data.keyStorage}`}
                connector={id}
                title={title}
                connections={connections.filter(({ connector }) => connector === id)}
                known={knownOf(connections, id, chosen[id])}
                storage={data.keyStorage}
                onChoose={(connectionId) => {
                  choose(id, connectionId === undefined ? 'new' : { id: connectionId });
                  setChoices((one) => one + 1);
                }}
                onForgotten={() => {
                  // Not the one before it: the list still has the one that is gone, and opening it would test it, and so keep it.
                  choose(id, 'new');
                  setChoices((one) => one + 1);
                  setVersion((one) => one + 1);
                }}
                onConnectionsChanged={(connectionId) => {
                  if (connectionId !== undefined) choose(id, { id: connectionId });
                  setVersion((one) => one + 1);
                }}
                onClose={onClose}
              />
            ),
        )}
      </div>
    </Dialog>
  );
}

function knownOf(connections: readonly LogConnection[], connector: string, chosen: Chosen): LogConnection | undefined {
  if (chosen === 'new') return undefined;
  return connections.findLast((one) => one.connector === connector && (chosen === undefined || one.id === chosen.id));
}
