import { useState } from 'react';
import type { KeyStorage } from '#contract/connect.ts';
import { Checkbox } from '../../widgets/checkbox.tsx';
import { Icon } from '../../widgets/icon.tsx';

interface KeyFieldProps {
  label: string;
  /** What the key must allow. */
  hint: string;
  /** How keys of this service begin. */
  prefix: string;
  /** Last characters of the key that is kept; undefined: there is none. */
  keyEnd: string | undefined;
  value: string;
  keep: boolean;
  storage: KeyStorage;
  onChange(value: string): void;
  onKeep(keep: boolean): void;
}

const KEPT: Readonly<Record<KeyStorage, string>> = {
  keychain: 'Kept in the system keychain.',
  file: 'Kept in an encrypted file.',
  locked: 'Kept until Logsift ends.',
  session: 'Kept until Logsift ends.',
};

/** A key that is there is shown by its last characters; the engine never gives it back. */
export function KeyField({ label, hint, prefix, keyEnd, value, keep, storage, onChange, onKeep }: KeyFieldProps) {
  const [isReplacing, setReplacing] = useState(false);
  const isKept = keyEnd !== undefined && !isReplacing && value === '';
  return (
    <div className="field">
      {isKept ? <span className="lab-s">{label}</span> : <label htmlFor="source-key">{label}</label>}
      {isKept ? (
        <div className="inp mono">
          <Icon name="key" />
          {prefix}••••••••••••{keyEnd}
          <span className="sp" />
          <button type="button" className="src-replace" onClick={() => setReplacing(true)}>
            Replace
          </button>
        </div>
      ) : (
        <input
          id="source-key"
          className="inp mono"
          type="password"
          autoComplete="off"
          spellCheck={false}
          placeholder={prefix === '' ? '' : `${prefix}…`}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      <small>
        {hint} {keep ? KEPT[storage] : KEPT.session}
      </small>
      {!isKept && (storage === 'keychain' || storage === 'file') && <Checkbox checked={keep} label="Remember the key" onChange={onKeep} />}
    </div>
  );
}
