import type { Policy } from '#contract/policies.ts';
import { MASKS } from './edited-policy.ts';

interface FieldsProps {
  policy: Policy;
  onChange(policy: Policy): void;
}

/** What the chosen action needs to know. */
export function ActionFields({ policy, onChange }: FieldsProps) {
  const { log_sampling, log_transform } = policy;
  if (log_sampling?.probability !== undefined) return <ShareFields policy={policy} onChange={onChange} />;
  if (log_sampling?.rate !== undefined) {
    const { rate } = log_sampling;
    return (
      <div className="two-cols">
        <div className="field">
          <label htmlFor="policy-limit">Records kept</label>
          <input
            id="policy-limit"
            className="inp"
            type="number"
            min="1"
            value={rate.limit}
            onChange={(event) =>
              onChange({ ...policy, log_sampling: { ...log_sampling, rate: { ...rate, limit: Math.max(1, Number(event.target.value)) } } })
            }
          />
        </div>
        <PeriodField
          label="per"
          value={rate.period}
          onChange={(period) => onChange({ ...policy, log_sampling: { ...log_sampling, rate: { ...rate, period } } })}
        />
      </div>
    );
  }
  if (log_sampling?.dedupe !== undefined) {
    const { dedupe } = log_sampling;
    return (
      <PeriodField
        label="The same message once per"
        value={dedupe.window}
        onChange={(window) => onChange({ ...policy, log_sampling: { ...log_sampling, dedupe: { ...dedupe, window } } })}
      />
    );
  }
  if (log_transform !== undefined) return <TransformFields policy={policy} onChange={onChange} />;
  return <p className="dim small">All of them go. It ends by itself on {policy.control?.expires_at?.slice(0, 10) ?? 'no date'}.</p>;
}

function ShareFields({ policy, onChange }: FieldsProps) {
  const sampling = policy.log_sampling;
  const probability = sampling?.probability;
  if (sampling === undefined || probability === undefined) return null;
  const change = (part: Partial<typeof probability>): void =>
    onChange({ ...policy, log_sampling: { ...sampling, probability: { ...probability, ...part, th: undefined } } });
  const isTrace = probability.key.record_field !== undefined;
  return (
    <>
      <div className="two-cols">
        <div className="field">
          <label htmlFor="policy-share">Share kept, in percent</label>
          <input
            id="policy-share"
            className="inp"
            type="number"
            min="1"
            max="100"
            step="any"
            value={probability.percentage}
            onChange={(event) => Number(event.target.value) > 0 && change({ percentage: Math.min(100, Number(event.target.value)) })}
          />
        </div>
        <div className="field">
          <label htmlFor="policy-key">All or nothing per</label>
          <input
            id="policy-key"
            className="inp mono"
            list="policy-keys"
            value={isTrace ? 'trace' : (probability.key.log_attribute ?? []).join('.')}
            onChange={(event) =>
              change({
                key:
                  event.target.value === 'trace' || event.target.value === ''
                    ? { record_field: 'LOG_RECORD_FIELD_TRACE_ID' }
                    : { log_attribute: [event.target.value] },
              })
            }
          />
          <datalist id="policy-keys">
            <option value="trace" />
          </datalist>
        </div>
      </div>
      <fieldset className="row-f pol-no-key">
        <legend className="vh">Records without it</legend>
        <span>Records without it:</span>
        {(
          [
            ['keep', 'keep them'],
            ['random', 'sample them singly'],
          ] as const
        ).map(([value, title]) => (
          <label key={value} className="row-f">
            <input type="radio" name="policy-no-key" checked={probability.no_key === value} onChange={() => change({ no_key: value })} />
            {title}
          </label>
        ))}
      </fieldset>
    </>
  );
}

const PERIODS = ['1s', '10s', '60s', '5m', '1h'] as const;

function PeriodField({ label, value, onChange }: { label: string; value: string; onChange(value: string): void }) {
  return (
    <div className="field">
      <label htmlFor="policy-period">{label}</label>
      <select id="policy-period" className="inp" value={value} onChange={(event) => onChange(event.target.value)}>
        {[...new Set<string>([...PERIODS, value])].map((period) => (
          <option key={period}>{period}</option>
        ))}
      </select>
    </div>
  );
}

function TransformFields({ policy, onChange }: FieldsProps) {
  const transform = policy.log_transform;
  if (transform === undefined) return null;
  const [redaction] = transform.redact;
  if (redaction === undefined)
    return (
      <div className="field">
        <label htmlFor="policy-remove">Fields, with commas between</label>
        <input
          id="policy-remove"
          className="inp mono"
          value={transform.remove.map(({ log_attribute }) => (log_attribute ?? []).join('.')).join(', ')}
          onChange={(event) => {
            const names = event.target.value.split(',').map((name) => name.trim());
            const remove = names.filter((name) => name !== '').map((name) => ({ log_attribute: [name] }));
            if (remove.length > 0) onChange({ ...policy, log_transform: { ...transform, remove } });
          }}
        />
      </div>
    );
  const known = Object.entries(MASKS).find(([, { regex }]) => regex === redaction.regex)?.[0] ?? 'own';
  const change = (part: Partial<typeof redaction>): void =>
    onChange({ ...policy, log_transform: { ...transform, redact: [{ ...redaction, ...part }, ...transform.redact.slice(1)] } });
  return (
    <div className="two-cols">
      <div className="field">
        <label htmlFor="policy-mask">What is masked</label>
        <select
          id="policy-mask"
          className="inp"
          value={known}
          onChange={(event) => {
            const chosen = Object.entries(MASKS).find(([name]) => name === event.target.value)?.[1];
            if (chosen !== undefined) change({ regex: chosen.regex, replacement: chosen.replacement });
          }}
        >
          {Object.entries(MASKS).map(([name, { title }]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
          {known === 'own' && <option value="own">something else</option>}
        </select>
      </div>
      <div className="field">
        <label htmlFor="policy-replacement">Written instead</label>
        <input
          id="policy-replacement"
          className="inp mono"
          value={redaction.replacement}
          onChange={(event) => change({ replacement: event.target.value })}
        />
      </div>
      <div className="field pol-wide">
        <label htmlFor="policy-mask-regex">Expression (RE2)</label>
        <input
          id="policy-mask-regex"
          className="inp mono"
          value={redaction.regex ?? ''}
          onChange={(event) => event.target.value !== '' && change({ regex: event.target.value })}
        />
      </div>
    </div>
  );
}
