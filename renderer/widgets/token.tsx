import type { MouseEvent } from 'react';
import { Icon } from './icon.tsx';

interface TokenProps {
  field?: string;
  /** `:`, `≥`, `=`; a negated token shows `≠`. */
  operator?: string;
  value: string;
  negated?: boolean;
  onRemove(): void;
  onClick?(event: MouseEvent): void;
}

/** One term of the query: click edits, Alt+click negates (both by the caller), x removes. */
export function Token({ field, operator = ':', value, negated = false, onRemove, onClick }: TokenProps) {
  const said = field === undefined ? value : `${field} ${negated ? 'is not' : operator} ${value}`;
  return (
    <span className={negated ? 'token not' : 'token'}>
      <button type="button" className="token-body" onClick={onClick} aria-label={`Filter ${said}`} title={said}>
        {field !== undefined && <span className="k">{field}</span>}
        {(field !== undefined || negated) && <span className="op">{negated ? '≠' : operator}</span>}
        <span className="v">{value}</span>
      </button>
      <button type="button" className="x" aria-label={`Remove filter ${said}`} onClick={onRemove}>
        <Icon name="x" small />
      </button>
    </span>
  );
}
