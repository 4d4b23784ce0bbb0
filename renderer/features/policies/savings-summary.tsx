import { type ReactNode, useState } from 'react';
import type { PolicySimulation } from '#contract/policies.ts';
import { formatCount, formatPercent, formatShortCount, plural } from '../../format/count.ts';
import { formatMoney } from '../../format/money.ts';
import { useDraft, useSimulation } from './draft-context.tsx';
import { PriceDialog } from './price-dialog.tsx';

/** The figures on top: what all policies that are on would save, and what would still be found. */
export function SavingsSummary({ children }: { children?: ReactNode }) {
  const { data, phase } = useSimulation();
  const on = useDraft(({ policies }) => policies.filter(({ enabled }) => enabled).length);
  const found = data?.findings.filter(({ state }) => state !== 'lost').length;
  const saved = data === undefined || data.total.bytes === 0 ? undefined : 1 - data.total.keptBytes / data.total.bytes;
  return (
    <div className={phase === 'quiet' ? 'sum' : 'sum is-busy'}>
      <div>
        <small>Now, per month</small>
        <span className="huge mid">{data === undefined ? '–' : formatMoney(data.costBefore.typical)}</span>
      </div>
      <div>
        <small>With {formatCount(on)} policies on</small>
        <span
          className="huge"
          title={
            data === undefined
              ? undefined
              : `95 of 100 times between ${formatMoney(data.costAfter.low)} and ${formatMoney(data.costAfter.high)}`
          }
        >
          {data === undefined ? '–' : formatMoney(data.costAfter.typical)}
        </span>
      </div>
      <div>
        <small>Bytes saved</small>
        <span className="huge">{saved === undefined ? '–' : formatPercent(saved)}</span>
      </div>
      <div>
        <small>Records kept</small>
        <b className="sum-fact">
          {formatShortCount(data?.total.keptRecords)} <span className="dim">of {formatShortCount(data?.total.records)}</span>
        </b>
      </div>
      <div>
        <small>Findings kept</small>
        <b className="sum-fact">
          {formatCount(found)} of {formatCount(data?.findings.length)}{' '}
          <span className="dim">
            anomalies, {formatCount(data?.pins.kept)} of {formatCount(data?.pins.total)} pins
            {data !== undefined && data.changes.length > 0 && `, ${changesKept(data)} of ${plural(data.changes.length, 'change')}`}
          </span>
        </b>
      </div>
      {children}
    </div>
  );
}

function changesKept({ changes }: PolicySimulation): string {
  return formatCount(changes.filter(({ state }) => state === 'kept').length);
}

/** From what the money is estimated, and the way to another price. */
export function EstimateNote() {
  const { data } = useSimulation();
  const price = useDraft((state) => state.price);
  const [open, setOpen] = useState(false);
  if (price === undefined) return null;
  const span =
    data === undefined
      ? ''
      : `${spanWords(data.hours)} × ${formatCount(Math.round(data.monthFactor))}, ±${formatPercent(data.uncertainty)}, `;
  return (
    <>
      <span className="dim small el" title={`${price.name}, ${price.status}${price.asOf === '' ? '' : `, ${price.asOf}`}: ${price.source}`}>
        Estimated from {span}at {priceWords(price.perGb, price.perMillionRecords)}
      </span>
      <button type="button" className="chip link" onClick={() => setOpen(true)}>
        Change
      </button>
      {open && <PriceDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function priceWords(perGb: number, perMillion: number): string {
  return `$${perGb} per GB${perMillion > 0 ? ` and $${perMillion} per million records` : ''}`;
}

function spanWords(hours: number): string {
  if (hours < 2) return `${Math.round(hours * 60)} min`;
  return hours < 48 ? `${hours.toFixed(1)} h` : `${Math.round(hours / 24)} days`;
}
