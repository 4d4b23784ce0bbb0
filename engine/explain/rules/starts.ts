import type { IncidentFacts, NamedValue, StartRun } from '../facts/facts.ts';
import { startOf } from '../facts/gather.ts';
import { differences } from '../facts/starts.ts';
import { durationWords, listed, phraseOf, quoted, times } from '../words.ts';
import type { Rule } from './rule.ts';

/** An end is put down to a start that came at most so long before it, or so shortly after it. */
const END_BEFORE_US = 120_000_000;
const END_AFTER_US = 30_000_000;

export const startRule: Rule = {
  name: 'Start before it',
  description: 'Something was started, deployed, rolled out or set differently up to 15 minutes before the first warning.',
  find: ({ start, lead }, { clock }) => {
    if (start === undefined) return undefined;
    const { cause, template, service } = start;
    const beginUs = lead === undefined ? undefined : startOf(lead);
    const between =
      cause.records === 1
        ? `at ${clock(cause.firstUs)}`
        : `${times(cause.records)} between ${clock(cause.firstUs)} and ${clock(cause.lastUs)}`;
    const before =
      beginUs === undefined || beginUs < cause.lastUs
        ? ''
        : `, ${cause.records === 1 ? '' : 'the last '}${durationWords(beginUs - cause.lastUs)} before the first warning`;
    const values =
      cause.values.length === 0 ? '' : ` ${cause.records === 1 ? 'It says' : 'All say'} ${listed(cause.values.map(valueWords))}.`;
    return {
      title: 'Start before it',
      text: `${service === undefined ? '' : `${service}: `}${quoted(phraseOf(template))} ${between}${before}.${values}`,
      records: recordsOf(cause),
      timeUs: cause.firstUs,
    };
  },
};

export const differentStartRule: Rule = {
  name: 'Starts differ',
  description: 'The start before the first warning says other values than another start of the same pattern.',
  find: ({ start }, { clock }) => {
    if (start?.other === undefined) return undefined;
    const changed = differences(start);
    if (changed.length === 0) return undefined;
    const { cause, other } = start;
    const isLater = other.firstUs > cause.firstUs;
    const values = changed.map((one) => `${one.name} ${isLater ? one.cause : one.other} then ${isLater ? one.other : one.cause}`);
    const alike = cause.values.filter(({ name, value }) => other.values.some((one) => one.name === name && one.value === value));
    const stayed = alike.length === 0 ? '' : ` The same in both: ${listed(alike.map(valueWords))}.`;
    const [earlier, later] = isLater ? [cause, other] : [other, cause];
    return {
      title: 'Starts differ',
      text: `From the start at ${clock(earlier.firstUs)} to that at ${clock(later.firstUs)} changed: ${listed(values)}.${stayed}`,
      records: [earlier.first, later.first],
      timeUs: cause.firstUs + 1,
    };
  },
};

export const endRule: Rule = {
  name: 'End after a start',
  description: 'The first warning comes for the last time close to another start.',
  find: (facts, { clock }) => {
    const end = endAtStart(facts);
    if (end === undefined) return undefined;
    const { other, fact, last, lastUs } = end;
    const values = other.values.length === 0 ? '' : ` with ${listed(other.values.map(valueWords))}`;
    const gap = Math.abs(lastUs - other.lastUs);
    return {
      title: 'End with a start',
      text: `The same start came ${times(other.records)} between ${clock(other.firstUs)} and ${clock(other.lastUs)}${values}; ${quoted(phraseOf(fact.template))} comes for the last time at ${clock(lastUs)}, ${durationWords(gap)} ${lastUs >= other.lastUs ? 'after' : 'before'} the last of them.`,
      records: [other.last, last],
      timeUs: Math.max(lastUs, other.lastUs),
    };
  },
};

/** The start with which the warnings end. */
export function endAtStart({ start, lead, warnings }: IncidentFacts) {
  if (start?.other === undefined || lead === undefined || lead.lasts) return undefined;
  const { cause, other } = start;
  if (other.firstUs < cause.lastUs) return undefined;
  const ended = [lead, ...warnings.filter(({ service, deviation }) => service === start.service && deviation.kind === 'new')]
    .flatMap((fact) => (fact.lasts || fact.last?.timeUs === undefined ? [] : [{ fact, last: fact.last, lastUs: fact.last.timeUs }]))
    .sort((a, b) => b.lastUs - a.lastUs)[0];
  if (ended === undefined || ended.lastUs < other.firstUs - END_AFTER_US || ended.lastUs > other.lastUs + END_BEFORE_US) return undefined;
  return { other, ...ended };
}

export function valueWords({ name, value }: NamedValue): string {
  return `${name}=${value}`;
}

function recordsOf({ first, last }: StartRun): readonly [StartRun['first'], ...StartRun['first'][]] {
  return first.id === last.id ? [first] : [first, last];
}
