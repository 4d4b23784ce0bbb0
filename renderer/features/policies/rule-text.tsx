import type { Policy } from '#contract/policies.ts';
import { Button } from '../../widgets/button.tsx';
import { actionWords, conditionWords, matchersOf } from './policy-words.ts';

/** The rule in words, and as it stands in a file. */
export function RuleText({ policy, whole = false }: { policy: Policy; whole?: boolean }) {
  const { action, by } = actionWords(policy);
  const { control: _control, ...rule } = policy;
  return (
    <section className="sec" aria-label="Rule">
      <h3>Rule</h3>
      <div className="code nn pol-rule">
        {matchersOf(policy).map((matcher, index) => {
          const { what, how, value } = conditionWords(matcher);
          return (
            <div key={JSON.stringify(matcher)}>
              <span className="k">{index === 0 ? 'match' : '  and'}</span>: {what} {how} <span className="s">{value}</span>
            </div>
          );
        })}
        <div>
          <span className="k"> then</span>: <span className="n">{action}</span> {by}
        </div>
      </div>
      {policy.control?.expires_at !== undefined && <p className="dim small">Ends by itself on {policy.control.expires_at.slice(0, 10)}.</p>}
      {policy.description !== '' && <p className="dim small">{policy.description}</p>}
      {whole && (
        <>
          <h3 className="pol-json-h">
            As it stands in a file
            <span className="sp" />
            <Button small icon="copy" onClick={() => void navigator.clipboard.writeText(JSON.stringify(rule, undefined, 2))}>
              Copy
            </Button>
          </h3>
          <pre className="code pol-json">{JSON.stringify(rule, undefined, 2)}</pre>
        </>
      )}
    </section>
  );
}
