import { useState } from 'react';
import type { output } from 'zod';
import type { KeyShown, ModelSettings, ProviderId } from '#contract/models.ts';
import { useClient, useServices } from '../../app/services.tsx';
import { formatBytes } from '../../format/bytes.ts';
import { formatDuration } from '../../format/duration.ts';
import { Button } from '../../widgets/button.tsx';
import { Callout } from '../../widgets/callout.tsx';
import { PullModel } from './pull-model.tsx';
import { SettledInput } from './settled-input.tsx';
import type { ServerChecked } from './use-server-check.ts';

interface ModelFieldsProps {
  provider: Exclude<ProviderId, 'none'>;
  settings: ModelSettings;
  check: ServerChecked;
  apiKey: output<typeof KeyShown>;
  onChange(part: Partial<ModelSettings>, words: string): void;
}

/** Where the chosen server is, which of its models answers, and how fast it does. */
export function ModelFields({ provider, settings, check, apiKey, onChange }: ModelFieldsProps) {
  const server = settings[provider];
  const { overlay } = useServices();
  const known = check.data?.models ?? [];
  const choices = known.some(({ name }) => name === server.model) || server.model === '' ? known : [{ name: server.model }, ...known];
  return (
    <>
      <div className="field">
        <label htmlFor="model-address">Address</label>
        <SettledInput
          id="model-address"
          value={server.address}
          isValid={(text) => /^(?:https?:\/\/)?[^\s/]+/.test(text)}
          wanted="http://127.0.0.1:11434 or https://api.example.com/v1"
          onSettle={(address) => onChange({ [provider]: { ...server, address } }, `Address ${address}`)}
        />
      </div>
      <div className="field">
        <label htmlFor="model-name">Model</label>
        {known.length === 0 ? (
          <SettledInput
            id="model-name"
            value={server.model}
            placeholder="Its name, as the server knows it"
            onSettle={(model) => onChange({ [provider]: { ...server, model } }, `Model ${model}`)}
          />
        ) : (
          <select
            id="model-name"
            className="inp"
            value={server.model}
            onChange={(event) => onChange({ [provider]: { ...server, model: event.target.value } }, `Model ${event.target.value}`)}
          >
            {server.model === '' && <option value="">Choose a model</option>}
            {choices.map((model) => (
              <option key={model.name} value={model.name}>
                {model.name}
                {'sizeBytes' in model && model.sizeBytes !== undefined ? `, ${formatBytes(model.sizeBytes)}, installed` : ''}
              </option>
            ))}
          </select>
        )}
      </div>
      {!check.mayAsk && (
        <div className="field">
          <span className="lab-s">Models of {provider === 'hosted' ? 'the hosted server' : 'the server'}</span>
          <div className="row-f">
            <Button small onClick={check.ask}>
              Ask which models it has
            </Button>
          </div>
        </div>
      )}
      {check.data?.problem !== undefined && (
        <div className="model-wide">
          <Callout
            tone="warn"
            actions={
              <Button small onClick={check.retry}>
                Try again
              </Button>
            }
          >
            {check.data.problem}
          </Callout>
        </div>
      )}
      {provider === 'hosted' && <KeyField apiKey={apiKey} />}
      {provider === 'hosted' && <Prices settings={settings} onChange={onChange} />}
      <div className="field">
        <label htmlFor="model-window">Window, tokens</label>
        <SettledInput
          id="model-window"
          value={server.contextTokens === undefined ? '' : String(server.contextTokens)}
          placeholder="As the server says, up to 32,768"
          isValid={(text) => text === '' || (/^\d+$/.test(text) && Number(text) >= 1_024 && Number(text) <= 2_000_000)}
          wanted="A whole number from 1024 on, or nothing."
          onSettle={(text) =>
            onChange(
              { [provider]: { ...server, contextTokens: text === '' ? undefined : Number(text) } },
              `Window: ${text === '' ? 'as the server says' : `${text} tokens`}`,
            )
          }
        />
      </div>
      <Measured provider={provider} model={server.model} />
      {provider === 'ollama' && check.data?.reachable === true && (
        <PullModel
          onPulled={(model) => {
            overlay.say(`${model} is installed`);
            onChange({ ollama: { ...settings.ollama, model } }, `Model ${model}`);
          }}
        />
      )}
    </>
  );
}

function KeyField({ apiKey }: { apiKey: ModelFieldsProps['apiKey'] }) {
  const client = useClient();
  const { models, overlay } = useServices();
  const put = async (key: string | undefined): Promise<void> => {
    try {
      await client.putModelKey({ key });
      models.touched();
      overlay.say(key === undefined ? 'The key is forgotten' : 'The key is kept');
    } catch (problem) {
      overlay.fail({ title: 'The key could not be kept', message: problem instanceof Error ? problem.message : String(problem) });
    }
  };
  const from = {
    nowhere: 'no key',
    keychain: 'in the system keychain',
    file: 'in an encrypted file',
    locked: 'locked',
    session: 'until Logsift ends',
    environment: 'from OPENAI_API_KEY',
  }[apiKey.from];
  return (
    <div className="field">
      <label htmlFor="model-key">Key</label>
      <SettledInput
        id="model-key"
        type="password"
        value=""
        placeholder={apiKey.shown ?? 'None'}
        note={from}
        onSettle={(key) => void put(key)}
      />
      {apiKey.shown !== undefined && apiKey.from !== 'environment' && (
        <button type="button" className="link" onClick={() => void put(undefined)}>
          Forget the key
        </button>
      )}
    </div>
  );
}

function Prices({ settings: { hosted }, onChange }: Pick<ModelFieldsProps, 'settings' | 'onChange'>) {
  const price = (name: 'inputPrice' | 'outputPrice', label: string) => (
    <div className="field">
      <label htmlFor={name}>{label}</label>
      <SettledInput
        id={name}
        value={hosted[name] === undefined ? '' : String(hosted[name])}
        placeholder="Not known: no cost is shown"
        isValid={(text) => text === '' || (/^\d+(?:\.\d+)?$/.test(text) && Number(text) <= 1_000_000)}
        wanted="A number such as 2.50, or nothing."
        onSettle={(text) =>
          onChange({ hosted: { ...hosted, [name]: text === '' ? undefined : Number(text) } }, `${label}: ${text || 'not known'}`)
        }
      />
    </div>
  );
  return (
    <>
      {price('inputPrice', 'Price per million tokens sent')}
      {price('outputPrice', 'Price per million tokens answered')}
    </>
  );
}

function Measured({ provider, model }: { provider: ModelFieldsProps['provider']; model: string }) {
  const client = useClient();
  const [state, setState] = useState<{ readonly model: string; readonly words: string; readonly isRunning: boolean }>();
  const shown = state?.model === model ? state : undefined;
  const measure = async (): Promise<void> => {
    setState({ model, words: 'Measuring', isRunning: true });
    try {
      const { firstWordMs, tokensPerSecond } = await client.measureModel({ provider });
      const pace = tokensPerSecond === undefined ? '' : `${Math.round(tokensPerSecond)} tokens/s, `;
      setState({ model, words: `${pace}first word after ${formatDuration(firstWordMs)}`, isRunning: false });
    } catch (problem) {
      setState({ model, words: problem instanceof Error ? problem.message : String(problem), isRunning: false });
    }
  };
  return (
    <div className="field">
      <span className="lab-s">Measured here</span>
      <div className="row-f measured">
        <span role="status">{shown?.words ?? 'Not yet'}</span>
        <span className="sp" />
        <Button small disabled={model === '' || shown?.isRunning === true} onClick={() => void measure()}>
          {shown === undefined ? 'Measure' : 'Measure again'}
        </Button>
      </div>
    </div>
  );
}
