import { formatQuery } from '#base/filter/format.ts';
import { parseQuery } from '#base/filter/parse.ts';
import type { Range } from '#contract/common.ts';
import type { Windows } from '../../app/stores/view.ts';

const DAY_US = 86_400_000_000;

/** How the baseline A follows from B. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  /** Undefined where the logs have nothing then. */
  baseline(b: Range, whole: Range): Range | undefined;
}

export const PRESETS: readonly Preset[] = [
  {
    id: 'before',
    title: 'The equal time before B',
    baseline: (b, whole) => within({ fromUs: 2 * b.fromUs - b.untilUs, untilUs: b.fromUs }, whole),
  },
  {
    id: 'yesterday',
    title: 'The same hours the day before',
    // More than a day of B would overlap the day before.
    baseline: (b, whole) => (b.untilUs - b.fromUs > DAY_US ? undefined : within(shifted(b, -DAY_US), whole)),
  },
  {
    id: 'last-week',
    title: 'The same hours a week before',
    baseline: (b, whole) => (b.untilUs - b.fromUs > 7 * DAY_US ? undefined : within(shifted(b, -7 * DAY_US), whole)),
  },
  { id: 'all-before', title: 'All before B', baseline: (b, whole) => within({ fromUs: whole.fromUs, untilUs: b.fromUs }, whole) },
  { id: 'all-after', title: 'All after B', baseline: (b, whole) => within({ fromUs: b.untilUs, untilUs: whole.untilUs }, whole) },
];

/** B with the baseline that comes nearest: the equal time before it, all after it where it begins with the logs. Undefined: B is all there is. */
export function windowsFor(b: Range, whole: Range): Windows | undefined {
  for (const id of ['before', 'all-after']) {
    const a = PRESETS.find((preset) => preset.id === id)?.baseline(b, whole);
    if (a !== undefined) return { a, b };
  }
  return undefined;
}

/** The second half of a range against the first. */
export function halvesOf({ fromUs, untilUs }: Range): Windows {
  const middle = Math.floor((fromUs + untilUs) / 2);
  return { a: { fromUs, untilUs: middle }, b: { fromUs: middle, untilUs } };
}

function shifted({ fromUs, untilUs }: Range, byUs: number): Range {
  return { fromUs: fromUs + byUs, untilUs: untilUs + byUs };
}

/** The part of a range that lies in another. */
function within({ fromUs, untilUs }: Range, whole: Range): Range | undefined {
  const part = { fromUs: Math.max(fromUs, whole.fromUs), untilUs: Math.min(untilUs, whole.untilUs) };
  return part.untilUs > part.fromUs ? part : undefined;
}

/** A query for all records that another leaves out; undefined where that leaves none out. */
export function complementOf(query: string): string | undefined {
  const parsed = parseQuery(query);
  return parsed.ok && parsed.node.kind !== 'all' ? formatQuery({ kind: 'not', part: parsed.node }) : undefined;
}

const MOST_AROUND_US = 30 * 60_000_000;

/** The time after a moment against as long before it: a deployment, for instance. Undefined at either end of the logs. */
export function around(atUs: number, whole: Range): Windows | undefined {
  const length = Math.min(MOST_AROUND_US, atUs - whole.fromUs, whole.untilUs - atUs);
  return length < 1_000_000 ? undefined : { a: { fromUs: atUs - length, untilUs: atUs }, b: { fromUs: atUs, untilUs: atUs + length } };
}
