import type { CSSProperties } from 'react';
import type { VariableStats } from '#contract/explore.ts';
import { useServices } from '../../app/services.tsx';
import { formatCount, formatShare, threeDigits } from '../../format/count.ts';
import { variableLabel } from '../../format/template.ts';
import { Sparkline } from '../../widgets/sparkline.tsx';
import { fieldTerm } from '../records/field-term.ts';
import { variableSummary } from './variable-words.ts';

/** Values shown of a variable of text. */
const TOP = 5;

/** One variable of a pattern: its distribution, or its most frequent values. */
export function VariableBlock({ variable, width }: { variable: VariableStats; width: number }) {
  const { query } = useServices();
  const { name, numeric, top, count, distinct } = variable;
  return (
    <section className="sec">
      <h3>
        <span className="tpl var">{variableLabel(variable)}</span>
        <span className="n">{variableSummary(variable)}</span>
      </h3>
      {numeric !== undefined ? (
        <>
          <Sparkline
            values={numeric.histogram}
            width={width}
            height={42}
            tone="q"
            label={`${threeDigits(numeric.min)} to ${threeDigits(numeric.max)} ${numeric.unit}`}
            base
          />
          <div className="row-f dim scale">
            <span>{threeDigits(numeric.min)}</span>
            <span className="sp" />
            <span>p50 {threeDigits(numeric.p50)}</span>
            <span>p95 {threeDigits(numeric.p95)}</span>
            <span className="sp" />
            <span>
              {threeDigits(numeric.max)} {numeric.unit}
            </span>
          </div>
        </>
      ) : (
        <div className="vals">
          {top.slice(0, TOP).map(({ value, count: records }) => {
            const style: CSSProperties & { '--p': number } = { '--p': records / Math.max(1, top[0]?.count ?? 1) };
            return (
              <button
                key={value}
                type="button"
                className="val"
                style={style}
                disabled={name === undefined}
                onClick={() => name !== undefined && query.addTerm(fieldTerm(name, value))}
              >
                <span className="el">{value}</span>
                <span className="cnt">{formatCount(records)}</span>
                <span className="pc">{formatShare(records, count)}</span>
              </button>
            );
          })}
          {distinct > TOP && <span className="dim">{formatCount(distinct - Math.min(TOP, top.length))} more values</span>}
        </div>
      )}
    </section>
  );
}
