import type { Change } from '#contract/compare.ts';
import { rateText } from './change-words.ts';

const WIDTH = 176;
const LEFT = 12;
const LINE_Y = 25;
const TEXT_Y = 14;

/** The least and the largest rate above zero of a comparison: what all rows share as their axis. */
export interface RateAxis {
  readonly least: number;
  readonly most: number;
}

export function rateAxisOf(changes: readonly Change[]): RateAxis {
  const rates = changes.flatMap(({ a, b }) => [a.perMinute, b.perMinute]).filter((rate) => rate > 0);
  return { least: Math.min(1, ...rates), most: Math.max(10, ...rates) };
}

/** Two rates on a log axis: hollow A, solid B, a bar for zero. */
export function RateDots({ a, b, axis }: Pick<Change, 'a' | 'b'> & { axis: RateAxis }) {
  const [atA, atB] = [placeOf(a.perMinute, axis), placeOf(b.perMinute, axis)];
  const isLeft = atA <= atB;
  const [textA, textB] = [rateText(a.perMinute), rateText(b.perMinute)];
  // Close dots: the numbers stand on both sides of them instead of over each other.
  const apart = Math.abs(atA - atB) > 44;
  const anchor = (left: boolean): 'start' | 'middle' | 'end' => (apart ? 'middle' : left ? 'end' : 'start');
  const clamp = (x: number): number => Math.min(WIDTH - 18, Math.max(18, x));
  const place = (at: number, left: boolean): number =>
    apart ? (at === 1 ? 1 : clamp(at)) : left ? Math.max(30, at + 2) : Math.max(36, at - 2);
  return (
    <svg className="cmp-dots" width={WIDTH} height="34" viewBox={`0 0 ${WIDTH} 34`} role="img" aria-label={`${textA} to ${textB} a minute`}>
      <path className="ax2" d={`M0 ${LINE_Y + 0.5}H${WIDTH - 6}`} />
      <path className="cmp-way" d={`M${atA} ${LINE_Y + 0.5}H${atB}`} />
      <Dot at={atA} isB={false} />
      <Dot at={atB} isB />
      <text x={place(atA, isLeft)} y={TEXT_Y} textAnchor={atA === 1 && apart ? 'start' : anchor(isLeft)}>
        {textA}
      </text>
      <text className="b" x={place(atB, !isLeft)} y={TEXT_Y} textAnchor={atB === 1 && apart ? 'start' : anchor(!isLeft)}>
        {textB}
      </text>
    </svg>
  );
}

function Dot({ at, isB }: { at: number; isB: boolean }) {
  if (at === 1) return <path className={isB ? 'sb' : 'sa'} strokeWidth="2" d={`M1 ${LINE_Y - 4}v9`} />;
  return <circle className={isB ? 'fb' : 'cmp-hollow'} cx={at} cy={LINE_Y + 0.5} r="3.5" />;
}

function placeOf(rate: number, { least, most }: RateAxis): number {
  if (rate === 0) return 1;
  return LEFT + (Math.log(rate / least) / Math.log(most / least)) * (WIDTH - LEFT - 24);
}
