import { useState } from 'react';
import type { Policy } from '#contract/policies.ts';
import { formatExactCount } from '../../format/count.ts';
import { formatDuration } from '../../format/duration.ts';
import { Button } from '../../widgets/button.tsx';
import { useDraft, useDraftStore, useSimulation } from './draft-context.tsx';
import { PolicyHistory } from './policy-history.tsx';
import { isGuard } from './policy-words.ts';
import { RuleText } from './rule-text.tsx';
import { SafetyList } from './safety-list.tsx';
import { SampleLines } from './sample-lines.tsx';

const PARTS = [
  { id: 'simulation', title: 'Simulation' },
  { id: 'rule', title: 'Rule' },
  { id: 'history', title: 'History' },
] as const;

/** All about the selected policy. */
export function PolicyDetail() {
  const policy = useDraft(({ policies, selectedId }) => policies.find(({ id }) => id === selectedId));
  if (policy === undefined)
    return (
      <div className="empty insp-empty">
        <h3>No policy is selected</h3>
        <p>Select one to see what goes, what stays, and whether it is safe.</p>
      </div>
    );
  return <Detail key={policy.id} policy={policy} />;
}

function Detail({ policy }: { policy: Policy }) {
  const store = useDraftStore();
  const { data, phase } = useSimulation();
  const [part, setPart] = useState<(typeof PARTS)[number]['id']>('simulation');
  return (
    <>
      <div className="insp-h">
        <b className="el">{policy.name === '' ? policy.id : policy.name}</b>
        <span className="sp" />
        {!isGuard(policy) && (
          <Button small icon="edit" onClick={() => store.edit(policy)}>
            Edit
          </Button>
        )}
      </div>
      <div className="tabs">
        <div role="tablist" aria-label="Policy" className="tablist">
          {PARTS.map(({ id, title }) => (
            <button key={id} type="button" role="tab" className="tab" aria-selected={part === id} onClick={() => setPart(id)}>
              {title}
            </button>
          ))}
        </div>
        <span className="dim small pol-took">
          {data !== undefined && `All ${formatExactCount(data.total.records)} records, ${formatDuration(data.elapsedMs)}`}
        </span>
      </div>
      <div className={phase === 'quiet' ? 'insp-part' : 'insp-part is-busy'} role="tabpanel" aria-label={part}>
        <div className="insp-scroll scroll-y">
          {part === 'simulation' && (
            <>
              <SafetyList policy={policy} />
              <SampleLines policy={policy} />
              <RuleText policy={policy} />
            </>
          )}
          {part === 'rule' && <RuleText policy={policy} whole />}
          {part === 'history' && <PolicyHistory policyId={policy.id} />}
        </div>
      </div>
    </>
  );
}
