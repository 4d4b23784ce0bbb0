import { type KeyboardEvent, useRef, useState } from 'react';
import { formatCount } from '../../format/count.ts';
import { Button } from '../../widgets/button.tsx';
import { Chip } from '../../widgets/chip.tsx';
import { Grid, GridRow, GridRows, HeadCell } from '../../widgets/grid.tsx';
import { useDraft, useDraftStore, useSimulation } from './draft-context.tsx';
import { newPolicy } from './edited-policy.ts';
import { PolicyRow } from './policy-row.tsx';
import { type Choice, isChosen } from './policy-words.ts';
import { EstimateNote } from './savings-summary.tsx';

const CHOICES: readonly { readonly id: Choice; readonly title: string }[] = [
  { id: 'all', title: 'All' },
  { id: 'on', title: 'On' },
  { id: 'review', title: 'To review' },
  { id: 'blocked', title: 'Blocked' },
];

export function PolicyList() {
  const store = useDraftStore();
  const { policies, selectedId, phase } = useDraft((state) => ({
    policies: state.policies,
    selectedId: state.selectedId,
    phase: state.phase,
  }));
  const { data, phase: asking } = useSimulation();
  const [choice, setChoice] = useState<Choice>('all');
  const grid = useRef<HTMLDivElement>(null);
  const effects = new Map(data?.policies.map((effect) => [effect.policyId, effect]));
  const rows = policies.filter((policy) => isChosen(choice, policy, effects.get(policy.id)));
  const at = rows.findIndex(({ id }) => id === selectedId);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    const chosen = rows[at];
    if (to !== undefined) store.select(rows[Math.max(0, Math.min(rows.length - 1, to))]?.id);
    else if (
      event.key === 'Enter' &&
      chosen !== undefined &&
      event.target instanceof HTMLElement &&
      event.target.getAttribute('role') === 'row'
    )
      store.edit(chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <div className="tabs pol-tools">
        {CHOICES.map(({ id, title }) => ({
          id,
          title,
          count: policies.filter((policy) => isChosen(id, policy, effects.get(policy.id))).length,
        }))
          .filter(({ id, count }) => count > 0 || id === 'all' || id === 'on' || id === choice)
          .map(({ id, title, count }) => (
            <Chip key={id} on={choice === id} count={formatCount(count)} onClick={() => setChoice(id)}>
              {title}
            </Chip>
          ))}
        <span className="sp" />
        <EstimateNote />
        <Button small disabled={phase === 'proposing'} onClick={() => void store.propose()}>
          {phase === 'proposing' ? 'Trying …' : 'Propose more'}
        </Button>
        <Button small icon="plus" onClick={() => store.edit(newPolicy())}>
          New policy
        </Button>
      </div>
      <Grid ref={grid} className="pols" aria-label="Policies" aria-rowcount={rows.length + 1} tabIndex={-1} onKeyDown={onKeyDown}>
        <GridRow className="thead" aria-rowindex={1}>
          <HeadCell>On</HeadCell>
          <HeadCell>Policy</HeadCell>
          <HeadCell>Action</HeadCell>
          <HeadCell>Records</HeadCell>
          <HeadCell isNumber>Per month</HeadCell>
          <HeadCell>Safety</HeadCell>
        </GridRow>
        <GridRows className={asking === 'quiet' ? 'pols-rows scroll-y' : 'pols-rows scroll-y is-busy'}>
          {rows.map((policy, index) => (
            <PolicyRow
              key={policy.id}
              policy={policy}
              effect={effects.get(policy.id)}
              index={index}
              isSelected={policy.id === selectedId}
              isTabStop={policy.id === selectedId || (at < 0 && index === 0)}
              onSelect={() => store.select(policy.id)}
              onOpen={() => store.edit(policy)}
              onSwitch={(enabled) => store.setEnabled(policy.id, enabled)}
            />
          ))}
          {rows.length === 0 && (
            <p className="pols-none dim">
              {policies.length === 0 ? 'No policy yet. The new one comes here when it is saved.' : 'No policy is like that.'}
            </p>
          )}
        </GridRows>
      </Grid>
    </>
  );
}
