import { useState } from 'react';
import type { ModelSettings, ProviderId } from '#contract/models.ts';
import { hostOf } from '../../app/use-models.ts';
import { formatDuration } from '../../format/duration.ts';
import { Button } from '../../widgets/button.tsx';
import { Callout } from '../../widgets/callout.tsx';
import { Icon } from '../../widgets/icon.tsx';
import type { ServerChecked } from './use-server-check.ts';

interface ProviderRowsProps {
  settings: ModelSettings;
  check: ServerChecked;
  onChange(part: Partial<ModelSettings>, words: string): void;
}

const ROWS: readonly { readonly id: ProviderId; readonly title: string; readonly words: string }[] = [
  { id: 'none', title: 'No model', words: 'Rule-based explanations only' },
  { id: 'ollama', title: 'Ollama on this computer', words: 'Models you have pulled, nothing leaves' },
  { id: 'local', title: 'Another local server', words: 'llama.cpp, LM Studio or anything with the same interface' },
  { id: 'hosted', title: 'Hosted model', words: 'Any endpoint with the OpenAI chat interface. Log lines leave this computer' },
];

/** What has to be typed before a hosted model can be chosen. */
const CONFIRMATION = 'send';

export function ProviderRows({ settings, check, onChange }: ProviderRowsProps) {
  const [isAsking, setAsking] = useState(false);
  const choose = (id: ProviderId): void => {
    setAsking(id === 'hosted' && settings.provider !== 'hosted');
    const row = ROWS.find((one) => one.id === id);
    if (id !== 'hosted' && id !== settings.provider) onChange({ provider: id }, row?.title ?? id);
  };
  return (
    <>
      <div role="radiogroup" aria-label="Who explains" className="provider-rows">
        {ROWS.map(({ id, title, words }) => (
          // biome-ignore lint/a11y/useSemanticElements: the radio is drawn as the design says; button and role give the same keys and words
          <button
            key={id}
            type="button"
            role="radio"
            aria-checked={settings.provider === id}
            className="row-f provider-row"
            onClick={() => choose(id)}
          >
            <i className={settings.provider === id ? 'radio on' : 'radio'} />
            <span className="two">
              <span>{title}</span>
              <small>
                {id !== 'none' && settings.provider === id ? <Answering address={settings[id].address} check={check} /> : words}
              </small>
            </span>
            {id !== 'none' && settings.provider === id && <Verdict check={check} />}
          </button>
        ))}
      </div>
      {isAsking && (
        <Confirm
          address={settings.hosted.address}
          onYes={() => {
            setAsking(false);
            onChange({ provider: 'hosted' }, `Hosted model at ${hostOf(settings.hosted.address)}`);
          }}
          onNo={() => setAsking(false)}
        />
      )}
    </>
  );
}

/** Where log lines would go is not chosen by a slip of the mouse. */
function Confirm({ address, onYes, onNo }: { address: string; onYes(): void; onNo(): void }) {
  const [typed, setTyped] = useState('');
  const isMeant = typed.trim().toLowerCase() === CONFIRMATION;
  return (
    <Callout
      tone="warn"
      actions={
        <>
          <Button small disabled={!isMeant} onClick={onYes}>
            Choose the hosted model
          </Button>
          <Button small kind="ghost" onClick={onNo}>
            Keep what is chosen
          </Button>
        </>
      }
    >
      <b>Log lines leave this computer</b> for {hostOf(address)}, in every investigation in which you allow it. What is sent is shown each
      time.
      <label className="confirm-row">
        Type {CONFIRMATION} to confirm
        <input className="inp" value={typed} spellCheck={false} onChange={(event) => setTyped(event.target.value)} />
      </label>
    </Callout>
  );
}

function Answering({ address, check }: { address: string; check: ServerChecked }) {
  const host = hostOf(address);
  return check.data?.reachable === true ? `${host}, answers in ${formatDuration(check.data.elapsedMs)}` : host;
}

function Verdict({ check: { data, phase } }: { check: ServerChecked }) {
  if (data === undefined) return phase === 'quiet' ? null : <span className="dim">Asking</span>;
  return data.reachable ? (
    <span className="verdict ok">
      <Icon name="check" />
      Reachable
    </span>
  ) : (
    <span className="verdict warn">
      <Icon name="warn" />
      Not reachable
    </span>
  );
}
