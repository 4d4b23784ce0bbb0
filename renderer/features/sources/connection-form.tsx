import type { KeyStorage } from '#contract/connect.ts';
import { Button } from '../../widgets/button.tsx';
import { KeyField } from './key-field.tsx';
import type { ServiceForm } from './use-service.ts';

interface FormProps {
  form: ServiceForm;
  keyEnd: string | undefined;
  storage: KeyStorage;
  onChange(form: ServiceForm): void;
}

const CLOUDS = [
  ['https://us.posthog.com', 'US cloud'],
  ['https://eu.posthog.com', 'EU cloud'],
] as const;

/** Which project of which PostHog. */
export function PosthogForm({ form, keyEnd, storage, onChange }: FormProps) {
  const { settings } = form;
  const set = (name: string, value: string): void => onChange({ ...form, settings: { ...settings, [name]: value } });
  const host = settings.host ?? '';
  const isCloud = CLOUDS.some(([url]) => url === host);
  return (
    <>
      <div className="field wide">
        <label htmlFor="source-host">Host</label>
        <div className="row-f">
          {CLOUDS.map(([url, words]) => (
            <Button
              key={url}
              kind={host === url ? 'plain' : 'ghost'}
              className={host === url ? 'chosen' : ''}
              aria-pressed={host === url}
              onClick={() => set('host', url)}
            >
              {words}
            </Button>
          ))}
          <Button
            kind={isCloud ? 'ghost' : 'plain'}
            className={isCloud ? '' : 'chosen'}
            aria-pressed={!isCloud}
            onClick={() => isCloud && set('host', '')}
          >
            Self-hosted
          </Button>
          <TextInput id="source-host" value={host} placeholder="https://posthog.example.com" onChange={(value) => set('host', value)} />
        </div>
      </div>
      <div className="field">
        <label htmlFor="source-project">Project</label>
        <TextInput
          id="source-project"
          value={settings.project ?? ''}
          placeholder="48211"
          onChange={(value) => set('project', value)}
          autoFocus
        />
        <small>The number in the address of your project.</small>
      </div>
      <KeyField
        label="Personal API key"
        hint="Needs the scope logs:read."
        prefix="phx_"
        keyEnd={keyEnd}
        value={form.key}
        keep={form.keep}
        storage={storage}
        onChange={(key) => onChange({ ...form, key })}
        onKeep={(keep) => onChange({ ...form, keep })}
      />
    </>
  );
}

/** Where Loki is, and as whom one asks. */
export function LokiForm({ form, keyEnd, storage, onChange }: FormProps) {
  const { settings } = form;
  const set = (name: string, value: string): void => {
    const { [name]: _, ...others } = settings;
    onChange({ ...form, settings: value === '' && name !== 'host' ? others : { ...others, [name]: value } });
  };
  return (
    <>
      <div className="field wide">
        <label htmlFor="source-host">Host</label>
        <TextInput
          id="source-host"
          value={settings.host ?? ''}
          placeholder="https://loki.example.com"
          onChange={(value) => set('host', value)}
          autoFocus
        />
        <small>The address before /loki/api; it may have a path.</small>
      </div>
      <div className="src-pair">
        <div className="field">
          <label htmlFor="source-tenant">Tenant</label>
          <TextInput id="source-tenant" value={settings.tenant ?? ''} placeholder="none" onChange={(value) => set('tenant', value)} />
          <small>Sent as X-Scope-OrgID.</small>
        </div>
        <div className="field">
          <label htmlFor="source-user">User</label>
          <TextInput id="source-user" value={settings.user ?? ''} placeholder="none" onChange={(value) => set('user', value)} />
          <small>For basic authentication.</small>
        </div>
      </div>
      <KeyField
        label={settings.user === undefined ? 'Bearer token' : 'Password or token'}
        hint={settings.user === undefined ? 'Leave it empty where none is asked for.' : 'Of the user.'}
        prefix=""
        keyEnd={keyEnd}
        value={form.key}
        keep={form.keep}
        storage={storage}
        onChange={(key) => onChange({ ...form, key })}
        onKeep={(keep) => onChange({ ...form, keep })}
      />
    </>
  );
}

interface TextInputProps {
  id: string;
  value: string;
  placeholder: string;
  onChange(value: string): void;
  autoFocus?: boolean;
}

function TextInput({ id, value, placeholder, onChange, autoFocus = false }: TextInputProps) {
  return (
    <input
      id={id}
      className="inp mono"
      type="text"
      autoComplete="off"
      spellCheck={false}
      placeholder={placeholder}
      value={value}
      data-autofocus={autoFocus ? '' : undefined}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
