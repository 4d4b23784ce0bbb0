import { formatExactCount } from '../../format/count.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Chip } from '../../widgets/chip.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { ActionFields } from './action-fields.tsx';
import { ConditionRows } from './condition-rows.tsx';
import { useDraft, useDraftStore, useSimulation } from './draft-context.tsx';
import { type ActionKind, actionKindOf, withAction } from './edited-policy.ts';
import { HowFar } from './how-far.tsx';
import { verdictWords } from './policy-words.ts';

const ACTIONS: readonly { readonly kind: ActionKind; readonly title: string }[] = [
  { kind: 'drop', title: 'Drop' },
  { kind: 'share', title: 'Keep a share' },
  { kind: 'rate', title: 'Keep a rate' },
  { kind: 'once', title: 'Keep one of a kind' },
  { kind: 'remove', title: 'Remove fields' },
  { kind: 'mask', title: 'Mask' },
];

const VERDICTS = { ok: 'Safe', review: 'Look at this before it is turned on', block: 'It cannot be turned on like this' } as const;

/** A policy while it is changed: what it would do is simulated as one types. */
export function EditPolicy() {
  const store = useDraftStore();
  const { policy, isKnown } = useDraft(({ edited, policies }) => ({
    policy: edited,
    isKnown: policies.some(({ id }) => id === edited?.id),
  }));
  const { data, phase, error } = useSimulation();
  if (policy === undefined) return null;
  const effect = data?.policies.find(({ policyId }) => policyId === policy.id);
  const kind = actionKindOf(policy);
  const verdict = verdictWords(policy, effect);
  const troubles = effect?.checks.filter(({ state }) => state === 'block' || state === 'review') ?? [];
  const isBlocked = effect?.verdict === 'block';
  return (
    <>
      <div className="insp-h">
        <b>{isKnown ? 'Edit policy' : 'New policy'}</b>
        <span className="sp" />
        <IconButton icon="x" label="Close without saving" onClick={() => store.edit(undefined)} />
      </div>
      <div className="insp-scroll scroll-y">
        <section className="pol-edit">
          <div className="field">
            <label htmlFor="policy-name">Name</label>
            <input
              id="policy-name"
              className="inp"
              value={policy.name}
              onChange={(event) => store.change({ ...policy, name: event.target.value })}
            />
          </div>
        </section>
        <section className="pol-edit" aria-label="Conditions">
          <div className="row-f">
            <span className="lab-s">Applies to records where all of these hold</span>
            <span className="sp" />
            <span className="dim small">{effect === undefined ? '' : `${formatExactCount(effect.matched)} match`}</span>
          </div>
          <ConditionRows policy={policy} onChange={store.change} />
        </section>
        <section className="pol-edit" aria-label="Action">
          <div className="lab-s">Action</div>
          <div className="row-f pol-actions">
            {ACTIONS.map(({ kind: own, title }) => (
              <Chip key={own} on={own === kind} onClick={() => own !== kind && store.change(withAction(policy, own))}>
                {title}
              </Chip>
            ))}
          </div>
          <ActionFields policy={policy} onChange={store.change} />
        </section>
        {kind === 'share' && <HowFar policy={policy} />}
        <section className="pol-edit" aria-label="Always let through">
          <div className="lab-s">Always let through</div>
          <div className="row-f">
            <span className="check lock">
              <Icon name="lock" small />
            </span>
            ERROR, FATAL and unknown levels
            <span className="sp" />
            <span className="dim small">cannot be turned off</span>
          </div>
        </section>
        <section className="pol-edit pol-edit-last" aria-label="Safety" aria-live="polite">
          {error === undefined ? (
            <span className={`verdict ${verdict.tone}`}>
              <Icon name={verdict.icon} />
              {phase === 'quiet' ? (troubles.length > 0 ? VERDICTS[effect?.verdict ?? 'ok'] : verdict.text) : 'Trying it on every record …'}
            </span>
          ) : (
            <span className="verdict bad">
              <Icon name="x" />
              {error instanceof Error ? error.message : 'It could not be tried.'}
            </span>
          )}
          <ul className="checks">
            {troubles.map(({ rule, state, title, fact }) => (
              <li key={`${rule} ${title}`}>
                <span className={state === 'block' ? 'verdict bad' : 'verdict warn'}>
                  <Icon name={state === 'block' ? 'x' : 'warn'} small />
                </span>
                <span>{title}</span>
                <span className="dim">{fact}</span>
              </li>
            ))}
          </ul>
        </section>
      </div>
      <div className="dlg-f">
        {isKnown && (
          <Button kind="ghost" onClick={() => store.remove(policy.id)}>
            Delete
          </Button>
        )}
        <span className="sp" />
        <Button keys="Esc" onClick={() => store.edit(undefined)}>
          Cancel
        </Button>
        {isBlocked ? (
          <Button onClick={() => store.saveEdited(false)}>Save, turned off</Button>
        ) : (
          <Button kind="primary" keys="Ctrl+Enter" onClick={() => store.saveEdited(true)}>
            Save and turn on
          </Button>
        )}
      </div>
    </>
  );
}
