import type { Policy } from '#contract/policies.ts';
import { useClient, useSession } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatCount } from '../../format/count.ts';
import { formatDuration } from '../../format/duration.ts';
import { formatMoney } from '../../format/money.ts';
import { Icon } from '../../widgets/icon.tsx';
import { useDraft, useDraftStore, withEdited } from './draft-context.tsx';
import { withShare } from './edited-policy.ts';

const SHARES = [50, 25, 10, 5, 1];

/** The same policy at other shares, each tried on every record. */
export function HowFar({ policy }: { policy: Policy }) {
  const client = useClient();
  const store = useDraftStore();
  const investigationId = useSession((session) => session.investigation?.id);
  const { policies, price } = useDraft((state) => ({ policies: state.policies, price: state.price }));
  // The share itself is what is varied: a change of it alone asks nothing anew.
  const tried = withEdited(policies, withShare(policy, 50));
  const input =
    investigationId === undefined || price === undefined
      ? undefined
      : { investigationId, policies: [...tried], price, policyId: policy.id, percentages: SHARES };
  const answer = useEngineQuery(input === undefined ? undefined : JSON.stringify(input), (signal) =>
    input === undefined ? Promise.reject(new Error('nothing to try')) : client.tryShares(input, { signal }),
  );
  const now = policy.log_sampling?.probability?.percentage;
  return (
    <section className="pol-edit" aria-label="How far can it go">
      <div className="row-f">
        <span className="lab-s">How far can it go</span>
        <span className="dim small">
          {answer.data === undefined || answer.phase !== 'quiet' ? 'replaying …' : 'replayed on all records'}
        </span>
      </div>
      <table className={answer.phase === 'quiet' ? 'pol-far' : 'pol-far is-busy'}>
        <thead>
          <tr>
            <th>Share kept</th>
            <th className="num">Per month</th>
            <th className="num">Anomalies found</th>
            <th className="num">Latest</th>
            <th className="num">Pins kept</th>
            <th>
              <span className="vh">Choice</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {answer.data?.shares.map(({ percentage, cost, findings, findingsKept, latestUs, pins, pinsKept }) => {
            const isBad = findingsKept < findings || pinsKept < pins;
            return (
              <tr key={percentage} className={percentage === now ? 'on' : undefined}>
                <td>{percentage}%</td>
                <td className="num">{formatMoney(cost)}</td>
                <td className="num">
                  {findingsKept < findings ? (
                    <span className="verdict bad">
                      <Icon name="x" small />
                      {formatCount(findingsKept)} of {formatCount(findings)}
                    </span>
                  ) : (
                    `${formatCount(findingsKept)} of ${formatCount(findings)}`
                  )}
                </td>
                <td className="num">{latestUs === 0 ? '0 s' : formatDuration(latestUs / 1_000)}</td>
                <td className="num">
                  {formatCount(pinsKept)} of {formatCount(pins)}
                </td>
                <td className="num">
                  {percentage === now ? (
                    <span className="dim">in use</span>
                  ) : (
                    !isBad && (
                      <button type="button" className="link" onClick={() => store.change(withShare(policy, percentage))}>
                        Use
                      </button>
                    )
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
