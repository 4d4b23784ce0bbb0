import { useState } from 'react';
import { useClient, useServices } from '../../app/services.tsx';
import { Button } from '../../widgets/button.tsx';
import { Callout } from '../../widgets/callout.tsx';

const FIRST_PORT = '4318';

/** Takes logs that programs on this computer send. */
export function ReceiverPage({ onClose }: { onClose(): void }) {
  const { actions, nowUs } = useServices();
  const client = useClient();
  const [port, setPort] = useState(FIRST_PORT);
  const [problem, setProblem] = useState<string>();
  const address = `http://127.0.0.1:${port}/v1/logs`;
  const start = async (): Promise<void> => {
    try {
      const { id } = await client.saveConnection({ connector: 'otlp', settings: { port }, keep: false });
      onClose();
      const now = Math.floor(nowUs());
      await actions.pull(id, { fromUs: now, untilUs: now }, true);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <form
      className="src-page"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <div className="src-fields scroll-y">
        <div className="field">
          <label htmlFor="source-port">Port</label>
          <input
            id="source-port"
            className="inp mono"
            type="text"
            inputMode="numeric"
            value={port}
            data-autofocus=""
            onChange={(event) => {
              setPort(event.target.value);
              setProblem(undefined);
            }}
          />
          <small>4318 is what OpenTelemetry expects.</small>
        </div>
        <div className="field">
          <span className="lab-s">Point your program here</span>
          <div className="inp mono">
            <span className="el">{address}</span>
          </div>
          <small>OTLP over HTTP, JSON or protobuf.</small>
        </div>
        <div className="field wide">
          <span className="lab-s">With an SDK that reads the usual variables</span>
          <pre className="code src-code">{`OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=${address}\nOTEL_EXPORTER_OTLP_LOGS_PROTOCOL=http/protobuf`}</pre>
        </div>
        <div className="wide">
          {problem === undefined ? (
            <Callout tone="info">
              Programs on this computer alone can reach it. It is open until you stop reading or close Logsift; what came stays in the
              investigation.
            </Callout>
          ) : (
            <Callout tone="bad">{problem}</Callout>
          )}
        </div>
      </div>
      <div className="dlg-f">
        <span className="sp" />
        <Button onClick={onClose}>Cancel</Button>
        <button type="submit" className="btn p">
          Start receiving <kbd className="kbd">Enter</kbd>
        </button>
      </div>
    </form>
  );
}
