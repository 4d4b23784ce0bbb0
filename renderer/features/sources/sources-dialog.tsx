import { useState } from 'react';
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

/** Where logs come from: what is open, and the services one is connected to. */
export function SourcesDialog({ page: first, onClose }: { page: SourcesPage; onClose(): void }) {
  const client = useClient();
  const [page, setPage] = useState(first);
  const [version, setVersion] = useState(0);
  const { sources, isReceiving } = useSession((session) => ({
    sources: session.investigation?.sources.length,
    isReceiving: session.investigation?.sources.some(({ path, state }) => path.startsWith('otlp:') && state === 'reading') ?? false,
  }));
  const { data } = useEngineQuery(`connections ${version}`, (signal) => client.listConnections({}, { signal }));
  const connections = data?.connections ?? [];
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
                key={`${id} ${data.keyStorage}`}
                connector={id}
                title={title}
                known={connections.findLast(({ connector }) => connector === id)}
                storage={data.keyStorage}
                onConnectionsChanged={() => setVersion((one) => one + 1)}
                onClose={onClose}
              />
            ),
        )}
      </div>
    </Dialog>
  );
}
