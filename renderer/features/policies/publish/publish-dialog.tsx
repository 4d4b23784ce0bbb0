import { type KeyboardEvent, useState } from 'react';
import type { Policy } from '#contract/policies.ts';
import type { PolicyServer } from '#contract/policy-server.ts';
import { Failed, SkeletonRows } from '../../../app/answer-state.tsx';
import { useClient, useServices } from '../../../app/services.tsx';
import { useEngineQuery } from '../../../app/use-engine-query.ts';
import { Button } from '../../../widgets/button.tsx';
import { Callout } from '../../../widgets/callout.tsx';
import { Dialog } from '../../../widgets/dialog.tsx';
import { DiffLines } from './diff-lines.tsx';
import { policiesOfService, servicesOf } from './policies-of-service.ts';
import { ExpectedChange, RollOut, type RollOutChoice } from './publish-choices.tsx';
import { ServerForm } from './server-form.tsx';
import { VersionList } from './version-list.tsx';

interface PublishDialogProps {
  /** Those that are on. */
  readonly policies: readonly Policy[];
  /** Of the investigation: becomes part of the reason. */
  readonly name: string;
  onClose(): void;
}

/** Policies go to the server: against what is there now, to some instances or to all, and back again. */
export function PublishDialog({ policies, name, onClose }: PublishDialogProps) {
  const client = useClient();
  const [asked, setAsked] = useState(0);
  const [isChanging, setChanging] = useState(false);
  const server = useEngineQuery(`server ${asked}`, (signal) => client.getPolicyServer({}, { signal }));
  if (server.error !== undefined) {
    return (
      <Dialog title="Publish policies" width={560} onClose={onClose}>
        <Failed what="The settings of the policy server could not be read." error={server.error} onRetry={server.retry} />
      </Dialog>
    );
  }
  const known = server.data;
  if (known === undefined || isChanging || known.url === undefined || !known.hasKey) {
    const onDone = (): void => {
      setAsked(asked + 1);
      setChanging(false);
    };
    return <ServerForm server={known} onDone={onDone} onClose={onClose} />;
  }
  return <Publish server={known} policies={policies} name={name} onClose={onClose} onChangeServer={() => setChanging(true)} />;
}

interface PublishProps extends PublishDialogProps {
  readonly server: PolicyServer;
  onChangeServer(): void;
}

function Publish({ server, policies, name, onClose, onChangeServer }: PublishProps) {
  const client = useClient();
  const { overlay } = useServices();
  const services = servicesOf(policies);
  const [service, setService] = useState(services[0] ?? '');
  /** A published version that is looked at; undefined: what would be published. */
  const [looked, setLooked] = useState<number | undefined>(undefined);
  const [reason, setReason] = useState('');
  const [rollOut, setRollOut] = useState<RollOutChoice>('canary');
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<unknown>(undefined);
  const [round, setRound] = useState(0);
  const sent = policiesOfService(policies, service);
  const published = useEngineQuery(service === '' ? undefined : `published ${service} ${round}`, (signal) =>
    client.getPublished({ service }, { signal }),
  );
  const newest = published.data?.versions[0]?.version ?? 0;
  const next = newest + 1;
  const compared = useEngineQuery(
    published.data === undefined ? undefined : JSON.stringify([service, newest, looked, looked === undefined ? sent : []]),
    (signal) =>
      looked === undefined
        ? client.comparePublished({ service, policies: [...sent], version: newest }, { signal })
        : client.comparePublishedVersions({ service, from: looked - 1, to: looked }, { signal }),
  );
  const host = new URL(server.url ?? 'http://server').host;

  const run = async (work: () => Promise<string>): Promise<void> => {
    setSending(true);
    setProblem(undefined);
    try {
      overlay.say(await work());
      setReason('');
      setLooked(undefined);
      setRound((now) => now + 1);
    } catch (error) {
      setProblem(error);
    } finally {
      setSending(false);
    }
  };
  const publish = (stage: 'draft' | 'canary' | 'active'): Promise<void> =>
    run(async () => {
      const percentOfInstances = stage === 'canary' ? 10 : undefined;
      const { version } = await client.publishPolicies({
        service,
        policies: [...sent],
        reason,
        stage,
        percentOfInstances,
        basedOn: newest,
      });
      return `${service}: version ${version} is ${stage === 'draft' ? 'kept as a draft' : stage === 'canary' ? 'live on 10% of instances' : 'live'}`;
    });
  const rollBack = (version: number): Promise<void> =>
    run(async () => {
      const made = await client.rollBackPolicies({ service, version, reason });
      return `${service}: version ${version} is back, as version ${made.version}`;
    });
  const canSend = service !== '' && reason.trim() !== '' && !isSending && published.data !== undefined;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !canSend) return;
    event.preventDefault();
    void (looked === undefined ? publish(rollOut) : rollBack(looked));
  };
  return (
    <Dialog
      title={`Publish v${next} to ${host}`}
      width={1080}
      className="pol-dialog"
      onClose={onClose}
      footer={
        // biome-ignore lint/a11y/noStaticElementInteractions: one key for the field and its buttons
        <div className="publish-foot" onKeyDown={onKeyDown}>
          <input
            className="inp"
            aria-label="Reason"
            placeholder={`Why, for those who read the history. Backtested on ${name}`}
            value={reason}
            maxLength={1_024}
            data-autofocus
            onChange={(event) => setReason(event.target.value)}
          />
          {looked === undefined ? (
            <>
              <Button disabled={!canSend} onClick={() => void publish('draft')}>
                Save draft
              </Button>
              <Button kind="primary" keys="Ctrl+Enter" disabled={!canSend} onClick={() => void publish(rollOut)}>
                Publish v{next}
              </Button>
            </>
          ) : (
            <Button kind="primary" icon="undo" keys="Ctrl+Enter" disabled={!canSend} onClick={() => void rollBack(looked)}>
              Roll back to v{looked}
            </Button>
          )}
        </div>
      }
    >
      <div className="pol-two publish-two">
        <VersionList
          services={services}
          service={service}
          onService={setService}
          next={next}
          policies={sent.length}
          published={published.data}
          looked={looked}
          onLook={setLooked}
          host={host}
          onChangeServer={onChangeServer}
        />
        <section className="pol-two-main" aria-label="Changes" aria-busy={compared.phase !== 'quiet'}>
          {problem !== undefined && <Callout tone="bad">{problem instanceof Error ? problem.message : String(problem)}</Callout>}
          {published.error !== undefined && <Failed what={`${host} did not answer.`} error={published.error} onRetry={published.retry} />}
          {service === '' && <p className="empty">No policy that is on names a service. A server keeps policies by service.</p>}
          <DiffLines comparison={compared.data} to={looked ?? next} />
          {compared.data === undefined && compared.error === undefined && published.error === undefined && service !== '' && (
            <SkeletonRows rows={10} />
          )}
          {compared.error !== undefined && (
            <Failed what="The versions could not be compared." error={compared.error} onRetry={compared.retry} />
          )}
          {looked === undefined && (
            <div className="publish-choices">
              <ExpectedChange />
              <RollOut choice={rollOut} onChoose={setRollOut} agents={published.data?.agents ?? 0} />
            </div>
          )}
        </section>
      </div>
    </Dialog>
  );
}
