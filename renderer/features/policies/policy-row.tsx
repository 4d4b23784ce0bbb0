import { useEffect, useRef, useState } from 'react';
import type { Policy, PolicyEffect } from '#contract/policies.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatShortCount } from '../../format/count.ts';
import { formatMoney } from '../../format/money.ts';
import { Switch } from '../../widgets/checkbox.tsx';
import { GridCell, GridRow } from '../../widgets/grid.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { aboutWords, actionWords, isGuard, serviceOf, verdictWords } from './policy-words.ts';

interface RowProps {
  policy: Policy;
  /** Absent until it was simulated. */
  effect: PolicyEffect | undefined;
  index: number;
  isSelected: boolean;
  isTabStop: boolean;
  onSelect(): void;
  onOpen(): void;
  onSwitch(enabled: boolean): void;
}

export function PolicyRow({ policy, effect, index, isSelected, isTabStop, onSelect, onOpen, onSwitch }: RowProps) {
  const { action, by } = actionWords(policy);
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isSelected) return;
    if (row.current?.closest('[role="grid"]')?.contains(document.activeElement)) row.current.focus({ preventScroll: true });
    row.current?.scrollIntoView({ block: 'nearest' });
  }, [isSelected]);
  const verdict = verdictWords(policy, effect);
  return (
    <GridRow
      ref={row}
      className={isSelected ? 'trow sel' : 'trow'}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      onClick={() => window.getSelection()?.isCollapsed !== false && onSelect()}
      onDoubleClick={onOpen}
    >
      <GridCell>
        <OnSwitch policy={policy} effect={effect} onSwitch={onSwitch} />
      </GridCell>
      <GridCell className="two">
        <span className="el pol-name" title={policy.name}>
          {policy.name === '' ? policy.id : policy.name}
        </span>
        <div className="meta">
          <span>{serviceOf(policy)}</span>
          <span className="mono el" title={aboutWords(policy)}>
            {aboutWords(policy)}
          </span>
        </div>
      </GridCell>
      <GridCell className="two">
        <span className="el" title={action}>
          {action}
        </span>
        <small className="el" title={by}>
          {by}
        </small>
      </GridCell>
      <GridCell>
        <KeptBar effect={effect} />
      </GridCell>
      <GridCell className="two">
        {effect !== undefined && (
          <>
            <span className="num">
              <span className="dim">{formatMoney(effect.costBefore)}</span> → {formatMoney(effect.costAfter)}
            </span>
            <small className="num">
              {effect.costBefore - effect.costAfter > 0 ? `saves ${formatMoney(effect.costBefore - effect.costAfter)}` : 'no saving'}
            </small>
          </>
        )}
      </GridCell>
      <GridCell className={`verdict pol-verdict ${verdict.tone}`}>
        <Icon name={verdict.icon} small />
        <span>{verdict.text}</span>
      </GridCell>
    </GridRow>
  );
}

/** A policy that is blocked cannot be switched on; one that has to be looked at asks once. */
function OnSwitch({ policy, effect, onSwitch }: Pick<RowProps, 'policy' | 'effect' | 'onSwitch'>) {
  const [isAsking, setAsking] = useState(false);
  if (isGuard(policy))
    return (
      <span className="check lock" title="Cannot be turned off">
        <Icon name="lock" small />
      </span>
    );
  const label = `${policy.enabled ? 'Turn off' : 'Turn on'}: ${policy.name}`;
  if (!policy.enabled && effect?.verdict === 'block')
    return (
      <span className="switch-hit" title="Blocked: it would hide something that was found">
        <span className="switch off-limits" role="img" aria-label="Blocked" />
      </span>
    );
  if (isAsking)
    return (
      <button
        type="button"
        className="ibtn pol-ask"
        aria-label={`Turn on all the same: ${policy.name}`}
        title="Look at the safety checks first; once more turns it on"
        onBlur={() => setAsking(false)}
        onClick={() => onSwitch(true)}
      >
        <Icon name="warn" />
      </button>
    );
  const onChange = (enabled: boolean): void => {
    if (enabled && effect?.verdict === 'review') setAsking(true);
    else onSwitch(enabled);
  };
  return <Switch checked={policy.enabled} label={label} onChange={onChange} />;
}

function KeptBar({ effect }: { effect: PolicyEffect | undefined }) {
  if (effect === undefined) return null;
  const { matched, dropped, removedBytes } = effect;
  const kept = matched - dropped;
  if (removedBytes !== 0)
    return (
      <div className="kd">
        <div className="row-f kd-words">
          <span>{formatShortCount(kept)} kept</span>
          <span className="sp" />
          <span className="dim">{formatBytes(removedBytes)} taken out</span>
        </div>
        <div className="bar" aria-hidden="true">
          <i className="kept" style={{ flex: 1 }} />
        </div>
      </div>
    );
  return (
    <div className="kd">
      <div className="row-f kd-words">
        <span>{formatShortCount(kept)} kept</span>
        <span className="sp" />
        <span className="dim">{formatShortCount(dropped)} dropped</span>
      </div>
      <div className="bar" aria-hidden="true">
        {kept > 0 && <i className="kept" style={{ flex: kept }} />}
        {dropped > 0 && <i className="gone" style={{ flex: dropped }} />}
      </div>
    </div>
  );
}
