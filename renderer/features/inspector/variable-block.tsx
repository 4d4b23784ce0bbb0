import { type CSSProperties, type MouseEvent, useState } from 'react';
import type { VariableStats } from '#contract/explore.ts';
import { usePlatform, useServices } from '../../app/services.tsx';
import { formatCount, formatShare } from '../../format/count.ts';
import { variableLabel } from '../../format/template.ts';
import { fieldTerm } from '../records/field-term.ts';
import { Histogram } from './histogram.tsx';
import { narrowedToAtLeast, narrowedToValue, quantityText, variableSummary } from './variable-words.ts';

/** Values shown of a variable of text before the rest is asked for. */
const TOP = 4;

interface Props {
  patternId: string;
  variable: VariableStats;
  /** Pixels. */
  width: number;
  partial: boolean;
}

/** One variable of a pattern: its distribution, or its most frequent values. */
export function VariableBlock({ patternId, variable, width, partial }: Props) {
  const { numeric, distinct } = variable;
  const label = variableLabel(variable);
  return (
    <section className="sec" aria-label={label}>
      <h3>
        <span className="var mono el">{label}</span>
        <span className="n el">{variableSummary(variable)}</span>
      </h3>
      {numeric !== undefined && distinct > 1 ? (
        <>
          <Histogram numeric={numeric} width={width} name={label} />
          <AtLeast patternId={patternId} name={variable.name} numeric={numeric} />
        </>
      ) : (
        <TopValues patternId={patternId} variable={variable} partial={partial} />
      )}
    </section>
  );
}

/** The way from the tail of a distribution to its records. */
function AtLeast({
  patternId,
  name,
  numeric,
}: {
  patternId: string;
  name: string | undefined;
  numeric: NonNullable<Props['variable']['numeric']>;
}) {
  const { query } = useServices();
  // Without a name there is no field to compare.
  if (name === undefined) return null;
  const from = (value: number) => () => query.setText(narrowedToAtLeast(query.getState().text, patternId, name, value, numeric.unit));
  return (
    <div className="row-f small insp-tail">
      <span className="dim">Records at or above</span>
      <button type="button" className="link" onClick={from(numeric.p95)}>
        p95 {quantityText(numeric.p95, numeric)}
      </button>
      <button type="button" className="link" onClick={from(numeric.max)}>
        max {quantityText(numeric.max, numeric)}
      </button>
    </div>
  );
}

function TopValues({ patternId, variable: { name, top, count, distinct, distinctExact }, partial }: Omit<Props, 'width'>) {
  const { query } = useServices();
  const { isMac } = usePlatform();
  const [isLong, setLong] = useState(false);
  const shown = isLong ? top : top.slice(0, TOP);
  const most = Math.max(1, top[0]?.count ?? 1);
  const hidden = distinct - shown.length;
  const help = `Click: only the records with it.${name === undefined ? '' : ` ${isMac ? 'Option' : 'Alt'}+click: exclude.`}`;
  const onClick = (value: string) => (event: MouseEvent) => {
    if (event.altKey && name !== undefined) query.addTerm(`-${fieldTerm(name, value)}`);
    else query.setText(narrowedToValue(query.getState().text, patternId, name, value));
  };
  return (
    <>
      <div className="vals">
        {shown.map(({ value, count: records }) => {
          const style: CSSProperties & { '--p': number } = { '--p': records / most };
          return (
            <button key={value} type="button" className="val" style={style} title={`${value}\n${help}`} onClick={onClick(value)}>
              <span className="el">{value === '' ? '(empty)' : value}</span>
              <span className="cnt num">{formatCount(records, { partial })}</span>
              <span className="pc num">{formatShare(records, count)}</span>
            </button>
          );
        })}
      </div>
      {hidden > 0 &&
        (!isLong && top.length > TOP ? (
          <button type="button" className="link insp-more" onClick={() => setLong(true)}>
            {distinctExact ? '' : 'about '}
            {formatCount(hidden)} more {hidden === 1 ? 'value' : 'values'}
          </button>
        ) : (
          <p className="dim insp-more">
            and {distinctExact ? '' : 'about '}
            {formatCount(hidden)} rarer {hidden === 1 ? 'value' : 'values'}
          </p>
        ))}
    </>
  );
}
