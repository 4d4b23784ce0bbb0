import type { ModelSettings } from '#contract/models.ts';
import { Failed } from '../../app/answer-state.tsx';
import { useChangeModels, useModelSettings } from '../../app/use-models.ts';
import { Checkbox } from '../../widgets/checkbox.tsx';
import { EmbeddingFields } from './embedding-fields.tsx';
import { ModelFields } from './model-fields.tsx';
import { ProviderRows } from './provider-rows.tsx';
import { SettledInput } from './settled-input.tsx';
import { useServerCheck } from './use-server-check.ts';

const MASKS = [
  ['cards', 'Card numbers'],
  ['emails', 'Emails'],
  ['tokens', 'Tokens'],
  ['ips', 'IPs'],
] as const;

/** Of a record in a prompt, with its time and service. */
const BYTES_PER_RECORD = 230;

/** Who puts anomalies into words, where, and what they are given. */
export function ExplanationsPage() {
  const { data, error, retry } = useModelSettings();
  const change = useChangeModels();
  const check = useServerCheck(data?.settings);
  if (error !== undefined) return <Failed what="The settings of models could not be read." error={error} onRetry={retry} />;
  if (data === undefined) return null;
  const { settings, key } = data;
  const set = (part: Partial<ModelSettings>, words: string): void => void change(settings, part, words);
  return (
    <>
      <section>
        <div className="h-row">
          <h2>Explanations</h2>
        </div>
        <ProviderRows settings={settings} check={check} onChange={set} />
        <div className="model-fields">
          {settings.provider !== 'none' && (
            <ModelFields provider={settings.provider} settings={settings} check={check} apiKey={key} onChange={set} />
          )}
          <div className="field">
            <label htmlFor="most-records">Most records per question</label>
            <SettledInput
              id="most-records"
              value={String(settings.maxRecords)}
              note={`about ${Math.max(1, Math.round((settings.maxRecords * BYTES_PER_RECORD) / 1_000))} kB`}
              isValid={(text) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 200}
              wanted="A whole number from 1 to 200."
              onSettle={(text) => set({ maxRecords: Number(text) }, `At most ${text} records per question`)}
            />
          </div>
          <fieldset className="field masks">
            <legend className="lab-s">Mask before asking</legend>
            <div className="row-f">
              {MASKS.map(([name, label]) => (
                <Checkbox
                  key={name}
                  label={label}
                  checked={settings.mask[name]}
                  onChange={(on) =>
                    set({ mask: { ...settings.mask, [name]: on } }, `${label} ${on ? 'are masked' : 'are sent as they are'}`)
                  }
                />
              ))}
            </div>
          </fieldset>
        </div>
      </section>
      <EmbeddingFields settings={settings} onChange={set} />
    </>
  );
}
