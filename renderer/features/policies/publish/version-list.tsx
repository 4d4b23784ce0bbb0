import type { PublishedVersion } from '#contract/policy-server.ts';
import { useTimeFormat } from '../../../app/services.tsx';
import { formatCount } from '../../../format/count.ts';

interface VersionListProps {
  readonly services: readonly string[];
  readonly service: string;
  onService(service: string): void;
  readonly next: number;
  readonly policies: number;
  readonly published:
    | {
        readonly versions: readonly PublishedVersion[];
        readonly activeVersion?: number | undefined;
        readonly agents: number;
        readonly agentsUpToDate: number;
      }
    | undefined;
  readonly looked: number | undefined;
  onLook(version: number | undefined): void;
  readonly host: string;
  onChangeServer(): void;
}

/** The service, what would be published, and what was. */
export function VersionList({
  services,
  service,
  onService,
  next,
  policies,
  published,
  looked,
  onLook,
  host,
  onChangeServer,
}: VersionListProps) {
  const time = useTimeFormat();
  const when = (us: number | undefined): string => (us === undefined ? '' : `${time.date(us)} ${time.time(us).slice(0, 5)}`);
  return (
    <div className="pol-two-list scroll-y">
      <div className="insp-h">
        <b>Versions</b>
        <span className="sp" />
        <select className="inp publish-service" aria-label="Service" value={service} onChange={(event) => onService(event.target.value)}>
          {services.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <ul className="ver" aria-label="Versions">
        <li>
          <button
            type="button"
            aria-current={looked === undefined}
            className={looked === undefined ? 'on' : undefined}
            onClick={() => onLook(undefined)}
          >
            <b className="mono">v{next}</b>
            <span>Not published</span>
            <small>{formatCount(policies)} policies that are on</small>
          </button>
        </li>
        {published?.versions.map((version) => (
          <li key={version.version}>
            <button
              type="button"
              aria-current={looked === version.version}
              className={looked === version.version ? 'on' : undefined}
              onClick={() => onLook(version.version)}
            >
              <b className="mono">v{version.version}</b>
              <span>{standing(version, when)}</span>
              <small>
                {version.author}: {version.reason}
                {version.version === published.activeVersion &&
                  published.agents > 0 &&
                  `. ${published.agentsUpToDate} of ${published.agents} agents`}
              </small>
            </button>
          </li>
        ))}
      </ul>
      <p className="dim small publish-server">
        {host}{' '}
        <button type="button" className="chip link" onClick={onChangeServer}>
          Change
        </button>
      </p>
    </div>
  );
}

function standing(
  { stage, percentOfInstances, liveFromUs, liveUntilUs, createdUs, rollbackOf }: PublishedVersion,
  when: (us: number | undefined) => string,
): string {
  const back = rollbackOf === undefined ? '' : `, back to v${rollbackOf}`;
  if (stage === 'active') return `Live since ${when(liveFromUs)}${back}`;
  if (stage === 'canary') return `Canary, ${percentOfInstances ?? 0}% of instances`;
  if (stage === 'shadow') return 'Counts, and drops nothing';
  if (stage === 'draft') return `Draft of ${when(createdUs)}`;
  return liveFromUs === undefined ? `Never live, ${when(createdUs)}` : `${when(liveFromUs)} to ${when(liveUntilUs)}${back}`;
}
