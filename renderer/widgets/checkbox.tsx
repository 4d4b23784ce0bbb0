import { Icon } from './icon.tsx';

interface CheckboxProps {
  checked: boolean;
  label: string;
  onChange(checked: boolean): void;
  disabled?: boolean;
}

export function Checkbox({ checked, label, onChange, disabled = false }: CheckboxProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: the box is drawn as the design says; button and role give the same keys and words
    <button type="button" role="checkbox" aria-checked={checked} disabled={disabled} className="row-f" onClick={() => onChange(!checked)}>
      <span className={checked ? 'check on' : 'check'}>{checked && <Icon name="check" small />}</span>
      {label}
    </button>
  );
}

export function Switch({ checked, label, onChange }: { checked: boolean; label: string; onChange(checked: boolean): void }) {
  return (
    <button type="button" role="switch" aria-checked={checked} aria-label={label} className="switch-hit" onClick={() => onChange(!checked)}>
      <span className={checked ? 'switch on' : 'switch'} />
    </button>
  );
}
