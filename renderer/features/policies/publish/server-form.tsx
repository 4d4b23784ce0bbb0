import { type FormEvent, useState } from 'react';
import type { PolicyServer } from '#contract/policy-server.ts';
import { useClient } from '../../../app/services.tsx';
import { Button } from '../../../widgets/button.tsx';
import { Callout } from '../../../widgets/callout.tsx';
import { Dialog } from '../../../widgets/dialog.tsx';

interface ServerFormProps {
  readonly server: PolicyServer | undefined;
  onDone(): void;
  onClose(): void;
}

/** Which policy server, and the key for it: asked before it is kept, so that a wrong one is seen here. */
export function ServerForm({ server, onDone, onClose }: ServerFormProps) {
  const client = useClient();
  const [url, setUrl] = useState(server?.url ?? '');
  const [key, setKey] = useState('');
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<unknown>(undefined);
  const connect = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setAsking(true);
    setProblem(undefined);
    try {
      await client.putPolicyServer({ url: url.trim(), ...(key !== '' && { key }) });
      onDone();
    } catch (error) {
      setProblem(error);
      setAsking(false);
    }
  };
  return (
    <Dialog
      title="Policy server"
      width={520}
      onClose={onClose}
      footer={
        <>
          <span className="dim small el">Only policies are sent, never logs.</span>
          <span className="sp" />
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form="policy-server" disabled={isAsking || url.trim() === ''}>
            {isAsking ? 'Asking …' : 'Connect'}
          </Button>
        </>
      }
    >
      <form id="policy-server" className="dlg-form" onSubmit={(event) => void connect(event)}>
        {problem !== undefined && <Callout tone="bad">{problem instanceof Error ? problem.message : String(problem)}</Callout>}
        <div className="field">
          <label htmlFor="policy-server-url">Address</label>
          <input
            id="policy-server-url"
            className="inp"
            inputMode="url"
            placeholder="https://policies.example"
            value={url}
            data-autofocus
            onChange={(event) => setUrl(event.target.value)}
          />
          <small>
            To try one on this computer: <code>logsift policy-server</code>
          </small>
        </div>
        <div className="field">
          <label htmlFor="policy-server-key">Key that may write</label>
          <input
            id="policy-server-key"
            className="inp"
            type="password"
            autoComplete="off"
            placeholder={server?.hasKey ? 'the one that is known' : 'lsp_write_…'}
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
          <small>
            {server?.keyIsKept ? 'Kept by the system, for this address alone.' : 'Forgotten when Logsift ends; for this address alone.'}
          </small>
        </div>
      </form>
    </Dialog>
  );
}
