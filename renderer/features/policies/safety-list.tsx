import type { Policy, SafetyCheck } from '#contract/policies.ts';
import { Icon, type IconName } from '../../widgets/icon.tsx';
import { useSimulation } from './draft-context.tsx';
import { isGuard } from './policy-words.ts';

const SIGNS: Readonly<Record<SafetyCheck['state'], { readonly tone: string; readonly icon: IconName; readonly word: string }>> = {
  ok: { tone: 'ok', icon: 'check', word: 'holds' },
  note: { tone: 'warn', icon: 'info', word: 'note' },
  review: { tone: 'warn', icon: 'warn', word: 'to review' },
  block: { tone: 'bad', icon: 'x', word: 'blocks' },
};

/** Every check with what was found. */
export function SafetyList({ policy }: { policy: Policy }) {
  const { data } = useSimulation();
  const effect = data?.policies.find(({ policyId }) => policyId === policy.id);
  if (isGuard(policy))
    return (
      <section className="sec" aria-label="Safety checks">
        <p className="dim">ERROR and FATAL stay whatever the other policies say. This one cannot be turned off.</p>
      </section>
    );
  return (
    <section className="sec" aria-label="Safety checks">
      <h3>Safety checks</h3>
      <ul className="checks">
        {effect?.checks.map(({ rule, state, title, fact }) => (
          <li key={`${rule} ${title}`}>
            <span className={`verdict ${SIGNS[state].tone}`} title={`Rule ${rule}`}>
              <Icon name={SIGNS[state].icon} />
              <span className="vh">{SIGNS[state].word}</span>
            </span>
            <span>{title}</span>
            <span className="dim">{fact}</span>
          </li>
        ))}
        {effect?.checks.length === 0 && <li className="dim">It takes no record away.</li>}
      </ul>
    </section>
  );
}
