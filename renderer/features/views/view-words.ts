import type { LookState } from '../../app/stores/history.ts';
import type { TimeFormat } from '../../format/time.ts';

const MOST_NAME = 80;

/** What a saved view shows, in a line: tab, query and time. */
export function viewWords({ text, range, tab }: LookState, time: Pick<TimeFormat, 'range'>): string {
  const what = tab === 'patterns' ? 'Patterns' : 'Records';
  return [what, text === '' ? undefined : text, range && time.range(range.fromUs, range.untilUs)].filter(Boolean).join(', ');
}

/** A name to begin with: the query, or else the time, or else that it is everything. */
export function nameForView(look: LookState, time: Pick<TimeFormat, 'range'>): string {
  const { text, range, tab } = look;
  const name = text || (range && time.range(range.fromUs, range.untilUs)) || (tab === 'patterns' ? 'All patterns' : 'All records');
  return name.length > MOST_NAME ? `${name.slice(0, MOST_NAME - 1)}…` : name;
}

/** Two looks that show the same, whatever row is selected in them. */
export function isSameView(a: LookState, b: LookState): boolean {
  return a.text === b.text && a.tab === b.tab && a.range?.fromUs === b.range?.fromUs && a.range?.untilUs === b.range?.untilUs;
}
