import { useEffect, useState } from 'react';
import { isAppError } from '#base/app-error.ts';
import { useClient, useServices } from '../../app/services.tsx';
import { formatBytes } from '../../format/bytes.ts';
import { Button } from '../../widgets/button.tsx';
import { Progress } from '../../widgets/progress.tsx';

interface Pulling {
  readonly status: string;
  readonly share: number | undefined;
  readonly stop: AbortController;
}

/** Has Ollama fetch a model: its own download, from where it gets its models. */
export function PullModel({ onPulled }: { onPulled(model: string): void }) {
  const client = useClient();
  const { models } = useServices();
  const [name, setName] = useState('');
  const [pulling, setPulling] = useState<Pulling>();
  const [problem, setProblem] = useState('');
  useEffect(() => () => pulling?.stop.abort(), [pulling?.stop]);
  const pull = async (): Promise<void> => {
    const stop = new AbortController();
    setProblem('');
    setPulling({ status: 'Asking for it', share: undefined, stop });
    try {
      for await (const { status, completedBytes, totalBytes } of client.pullModel({ model: name.trim() }, { signal: stop.signal })) {
        const words = totalBytes > 0 ? `${status}, ${formatBytes(completedBytes)} of ${formatBytes(totalBytes)}` : status;
        setPulling({ status: words, share: totalBytes > 0 ? completedBytes / totalBytes : undefined, stop });
      }
      setPulling(undefined);
      models.touched();
      onPulled(name.trim());
      setName('');
    } catch (error) {
      setPulling(undefined);
      if (!isAppError(error, 'CANCELLED')) setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div className="field model-wide">
      <label htmlFor="pull-model">Have Ollama fetch another model</label>
      <div className="row-f">
        <input
          id="pull-model"
          className="inp"
          value={name}
          placeholder="qwen3:8b"
          spellCheck={false}
          disabled={pulling !== undefined}
          onChange={(event) => setName(event.target.value)}
        />
        {pulling === undefined ? (
          <Button small disabled={name.trim() === ''} onClick={() => void pull()}>
            Fetch it
          </Button>
        ) : (
          <Button small onClick={() => pulling.stop.abort()}>
            Stop
          </Button>
        )}
      </div>
      {pulling !== undefined && (
        <>
          <Progress share={pulling.share} label={`Fetching ${name}`} />
          <small role="status">{pulling.status}</small>
        </>
      )}
      {problem !== '' && <span className="err">{problem}</span>}
    </div>
  );
}
