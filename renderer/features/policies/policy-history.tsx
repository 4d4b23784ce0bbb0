import { Failed } from '../../app/answer-state.tsx';
import { useClient, useSession, useTimeFormat } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { Button } from '../../widgets/button.tsx';
import { useDraft, useDraftStore } from './draft-context.tsx';
import { actionWords } from './policy-words.ts';

/** What the policy was before, newest first; an earlier state can be taken up again as a change of its own. */
export function PolicyHistory({ policyId }: { policyId: string }) {
  const client = useClient();
  const time = useTimeFormat();
  const store = useDraftStore();
  const investigationId = useSession((session) => session.investigation?.id);
  const policies = useDraft((state) => state.policies);
  const answer = useEngineQuery(
    investigationId === undefined ? undefined : JSON.stringify([policyId, policies.find(({ id }) => id === policyId)]),
    (signal) => client.listPolicyChanges({ investigationId: investigationId ?? '', policyId }, { signal }),
  );
  if (answer.error !== undefined) return <Failed what="The history could not be read." error={answer.error} onRetry={answer.retry} />;
  return (
    <section className="sec" aria-label="History">
      <ul className="pol-history">
        {answer.data?.changes.map(({ atUs, policy }, index) => (
          <li key={`${atUs} ${JSON.stringify(policy)}`}>
            <span className="dim num">{time.dateSecond(atUs)}</span>
            <span className="el">
              {policy === undefined ? 'deleted' : `${actionWords(policy).action}${policy.enabled ? '' : ', off'}`}
              {policy !== undefined && <small className="dim el">{policy.name}</small>}
            </span>
            {index > 0 && policy !== undefined && (
              <Button small onClick={() => store.edit(policy)}>
                Take up again
              </Button>
            )}
          </li>
        ))}
        {answer.data?.changes.length === 0 && <li className="dim">Nothing changed since it was made.</li>}
      </ul>
    </section>
  );
}
