import type { Change, Distribution as Spread } from '#contract/compare.ts';
import { formatPercent } from '../../format/count.ts';
import { quantityText } from './change-words.ts';

const BARS_PX = 84;
const HEIGHT_PX = 104;
const QUANTILES = ['p50', 'p95', 'p99', 'max'] as const;

/** Both distributions over each other: A as an outline, B as bars, and their quantiles; or the values whose shares differ most. */
export function Distribution({ variable, width, name }: { variable: NonNullable<Change['variable']>; width: number; name: string }) {
  const { distribution } = variable;
  return distribution.kind === 'texts' ? (
    <Shares distribution={distribution} />
  ) : (
    <>
      <Bars distribution={distribution} width={width} name={name} />
      <table className="cmp-table num">
        <thead>
          <tr>
            <th>
              <span className="vh">Window</span>
            </th>
            {QUANTILES.map((quantile) => (
              <th key={quantile}>{quantile}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(['a', 'b'] as const).map((side) => (
            <tr key={side}>
              <th scope="row">{side.toUpperCase()}</th>
              {QUANTILES.map((quantile) => (
                <td key={quantile}>{quantityText(distribution[side][quantile], distribution)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Bars({ distribution, width, name }: { distribution: Extract<Spread, { kind: 'numbers' }>; width: number; name: string }) {
  const { sharesA, sharesB, from, until, isLog, a, b } = distribution;
  const most = Math.max(...sharesA, ...sharesB);
  const bar = width / sharesB.length;
  const heightOf = (share: number): number => (most === 0 ? 0 : (share / most) * BARS_PX);
  const outline = sharesA.map((share, index) => `L${(index * bar).toFixed(1)} ${(BARS_PX - heightOf(share)).toFixed(1)}h${bar.toFixed(2)}`);
  const write = (value: number): string => quantityText(value, distribution);
  return (
    <svg
      width={width}
      height={HEIGHT_PX}
      viewBox={`0 0 ${width} ${HEIGHT_PX}`}
      role="img"
      aria-label={`Distribution of ${name}: in A the 95th percentile is ${write(a.p95)}, in B ${write(b.p95)}`}
    >
      {sharesB.map((share, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          key={index}
          className="fb"
          x={index * bar}
          y={BARS_PX - heightOf(share)}
          width={Math.max(1, bar - 1)}
          height={heightOf(share)}
        />
      ))}
      <path className="sa" d={`M0 ${BARS_PX}${outline.join('')}V${BARS_PX}`} />
      <path className="ax2" d={`M0 ${BARS_PX + 0.5}H${width}`} />
      <text x="0" y={HEIGHT_PX - 4}>
        {write(from)}
      </text>
      <text className="c" x={width / 2} y={HEIGHT_PX - 4}>
        {isLog ? write(Math.sqrt(from * until)) : write((from + until) / 2)}
      </text>
      <text className="e" x={width} y={HEIGHT_PX - 4}>
        {write(until)}
      </text>
    </svg>
  );
}

function Shares({ distribution }: { distribution: Extract<Spread, { kind: 'texts' }> }) {
  return (
    <table className="cmp-table num">
      <thead>
        <tr>
          <th>Value</th>
          <th>A</th>
          <th>B</th>
        </tr>
      </thead>
      <tbody>
        {distribution.values.map(({ value, a, b }) => (
          <tr key={value}>
            <th scope="row" className="mono el" title={value}>
              {value === '' ? '(empty)' : value}
            </th>
            <td>{formatPercent(a)}</td>
            <td>
              <b>{formatPercent(b)}</b>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
