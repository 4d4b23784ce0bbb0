import { useMemo } from 'react';
import type { Change } from '#contract/compare.ts';
import { useServices, useSettings } from '../../app/services.tsx';
import { useWidthClass } from '../../app/use-window-width.ts';
import { formatCount, plural } from '../../format/count.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { LevelWord } from '../../widgets/level-word.tsx';
import { ChangeMark } from './change-mark.tsx';
import { changeId, nameOf, rateText, sentenceOf } from './change-words.ts';
import { ChangedTemplate } from './changed-template.tsx';
import { useComparison } from './comparison.tsx';
import { Distribution } from './distribution.tsx';
import { together } from './together.ts';
import { useChangeActions } from './use-change-actions.ts';

const NO_CHANGES: readonly Change[] = [];
/** Both paddings of a section. */
const PADDING_PX = 24;

/** Beside the changes: all about the selected one. */
export function ChangeDetail({ id }: { id: string }) {
  const { view, commands } = useServices();
  const { data } = useComparison();
  const at = data?.changes.findIndex((change) => changeId(change) === id) ?? -1;
  const change = data?.changes[at];
  return (
    <>
      <div className="insp-h">
        <b>Change</b>
        {change !== undefined && (
          <span className="dim">
            {formatCount(at + 1)} of {formatCount(data?.changes.length)}
          </span>
        )}
        <span className="sp" />
        <IconButton icon="up" label="Previous change (K)" onClick={() => commands.run('change.previous')} />
        <IconButton icon="down" label="Next change (J)" onClick={() => commands.run('change.next')} />
        <IconButton icon="x" label="Close the details" onClick={() => view.select(undefined)} />
      </div>
      <div className="insp-part">
        {change === undefined ? (
          <div className="empty insp-empty">
            <h3>This change is not among those shown</h3>
            <p>The windows or the filter changed since. Select another change.</p>
          </div>
        ) : (
          <Detail
            change={change}
            all={data?.changes ?? NO_CHANGES}
            comparisons={data?.comparisons ?? 0}
            rate={data?.maxFalseDiscovery ?? 0}
          />
        )}
      </div>
    </>
  );
}

/** What comes and goes with it: often the same cause. */
function Together({ change, all }: { change: Change; all: readonly Change[] }) {
  const { view } = useServices();
  const others = useMemo(() => together(change, all), [change, all]);
  if (others.length === 0) return null;
  return (
    <section className="sec" aria-label="Goes together with">
      <h3>
        Goes together with <span className="n">by its course over time</span>
      </h3>
      <ul className="cmp-together">
        {others.map((other) => (
          <li key={other.patternId}>
            <button
              type="button"
              className="an-dev"
              title={other.template}
              onClick={() => view.select({ kind: 'change', id: changeId(other) })}
            >
              <ChangeMark kind={other.kind} factor={other.factor} />
              <LevelWord level={other.level} />
              <span className="el">{other.template}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Detail({ change, all, comparisons, rate }: { change: Change; all: readonly Change[]; comparisons: number; rate: number }) {
  const { level, services, parts, variable, a, b } = change;
  const { showRecords, showPattern } = useChangeActions();
  const size = useWidthClass();
  const width = useSettings((state) => state.inspectorWidth ?? (size === 'wide' ? 420 : 344)) - PADDING_PX;
  return (
    <div className="insp-scroll scroll-y">
      <section className="sec" aria-label="Change">
        <div className="meta insp-meta">
          <LevelWord level={level} />
          <span className="mid el">{services.slice(0, 3).join(', ')}</span>
          <ChangeMark kind={change.kind} factor={change.factor} />
        </div>
        <div className="tpl insp-template">
          <ChangedTemplate parts={parts} slot={variable?.slot} />
        </div>
        <p className="cmp-sentence">{sentenceOf(change)}</p>
        <div className="row-f insp-actions">
          <Button small onClick={() => showRecords(change)}>
            Show records in {b.count > 0 ? 'B' : 'A'}
          </Button>
          <Button small onClick={() => showPattern(change)}>
            Show the pattern
          </Button>
        </div>
      </section>
      {variable !== undefined && (
        <section className="sec" aria-label="Distributions">
          <h3>
            <span className="var mono el">{nameOf(change)}</span>
            <span className="n el">share of records, A outlined, B filled</span>
          </h3>
          <Distribution variable={variable} width={width} name={nameOf(change)} />
        </section>
      )}
      <section className="sec" aria-label="Records">
        <table className="cmp-table num">
          <thead>
            <tr>
              <th>
                <span className="vh">Window</span>
              </th>
              <th>records</th>
              <th>per minute</th>
            </tr>
          </thead>
          <tbody>
            {[
              { name: 'A', window: a },
              { name: 'B', window: b },
            ].map(({ name, window }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{formatCount(window.count)}</td>
                <td>{rateText(window.perMinute)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Together change={change} all={all} />
      <section className="sec insp-last" aria-label="Method">
        <h3>How this is ranked</h3>
        <p className="dim">
          Log-likelihood ratio of B against A over how much records come in bursts, rates per minute, corrected for{' '}
          {plural(comparisons, 'comparison')}. All changes are below {rate * 100}% false discovery. Values are compared in up to 192 records
          of a pattern and window, evenly over its time, for the 200 most frequent patterns.
        </p>
      </section>
    </div>
  );
}
