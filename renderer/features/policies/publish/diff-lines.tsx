import type { PolicyComparison } from '#contract/policy-server.ts';
import { formatCount } from '../../../format/count.ts';

const CLASSES = { same: undefined, added: 'add', removed: 'del', title: 'hunk' } as const;
const SPOKEN = { same: '', added: 'added: ', removed: 'removed: ', title: '' } as const;

/** What one version changes of another, policy by policy. */
export function DiffLines({ comparison, to }: { comparison: PolicyComparison | undefined; to: number }) {
  if (comparison === undefined) return null;
  const { from, added, removed, changed, unchanged, lines } = comparison;
  const counts = [
    [added, 'added'],
    [removed, 'removed'],
    [changed, 'changed'],
    [unchanged, 'unchanged'],
  ] as const;
  const words = counts.filter(([count]) => count > 0).map(([count, word]) => `${formatCount(count)} ${word}`);
  return (
    <>
      <div className="insp-h">
        <b>{from === 0 ? `v${to}, the first` : `v${from} to v${to}`}</b>
        <span className="dim">{words.length === 0 ? 'no policies' : words.join(', ')}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to reach it */}
      <section className="code nn pol-code" aria-label="Differences" tabIndex={0}>
        {lines.length === 0 && <div>Nothing changes.</div>}
        {lines.map(({ kind, text }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text have no other name
          <div key={at} className={CLASSES[kind]}>
            <span className="vh">{SPOKEN[kind]}</span>
            {text}
          </div>
        ))}
      </section>
    </>
  );
}
