import type { NamedValue, PatternFact } from '../facts/facts.ts';
import { startOf } from '../facts/gather.ts';
import { countWords, durationWords, levelWords, listed, phraseOf, quantityWords, quoted, rateWords, times } from '../words.ts';
import type { Rule } from './rule.ts';
import { valueWords } from './starts.ts';

const MOST_SERVICES = 5;

export const spreadRule: Rule = {
  name: 'Order of services',
  description: 'Other warnings that began with it or after it: the first of each service, in the order of time.',
  find: ({ lead, warnings }, { clock }) => {
    const beginUs = lead === undefined ? undefined : startOf(lead);
    const firsts = firstOfEachService(warnings.filter((fact) => fact !== lead && fact.patternId !== lead?.patternId)).slice(
      0,
      MOST_SERVICES,
    );
    const told = firsts.flatMap((fact) => (fact.first === undefined ? [] : [{ fact, first: fact.first }]));
    if (told.length === 0) return undefined;
    const parts = told.map(
      ({ fact }) =>
        `${fact.service ?? 'unnamed'} at ${clock(startOf(fact))} (${levelWords(fact.deviation.watched.level)}${quoted(phraseOf(fact.template))}, ${times(fact.records)})`,
    );
    const lastUs = startOf(told[told.length - 1].fact);
    const within =
      beginUs === undefined || lastUs <= beginUs ? 'Others begin too' : `Within ${durationWords(lastUs - beginUs)} others begin`;
    return {
      title: 'Order of services',
      text: `${within}: ${listed(parts)}.`,
      records: [told[0].first, ...told.slice(1).map(({ first }) => first)],
      timeUs: startOf(told[0].fact),
    };
  },
};

/** An ERROR or worse where a service has one, else its first warning. */
export function firstOfEachService(warnings: readonly PatternFact[]): PatternFact[] {
  const isError = ({ deviation }: PatternFact): boolean => deviation.watched.level === 'ERROR' || deviation.watched.level === 'FATAL';
  const services = [...new Set(warnings.map(({ service }) => service))];
  const firsts = services.map((service) => {
    const own = warnings.filter((fact) => fact.service === service);
    return own.find(isError) ?? own[0];
  });
  return firsts.sort((a, b) => startOf(a) - startOf(b));
}

export const constantRule: Rule = {
  name: 'Value that never moves',
  description: 'A warning has the same value in all of its records; it is told first where a start before it names the same number.',
  find: ({ warnings, start }) => {
    const found = warnings
      .flatMap((fact) => {
        const known = fact.constants.filter(({ value }) => value !== '');
        const limits = known.flatMap((constant) =>
          (start?.cause.values ?? []).filter(({ value }) => isLimit(constant, value)).map((limit) => ({ constant, limit })),
        );
        return known.length === 0 || fact.first === undefined ? [] : [{ fact, first: fact.first, known, limits }];
      })
      .sort((a, b) => b.limits.length - a.limits.length || b.fact.records - a.fact.records)[0];
    if (found === undefined) return undefined;
    const { fact, first, known, limits } = found;
    const limit = limits[0];
    const same =
      limit === undefined || start === undefined ? '' : ` ${limit.constant.value} is also ${limit.limit.name} of the start before it.`;
    return {
      title: limit === undefined ? 'Value that never moves' : 'Value at its limit',
      text: `All ${countWords(fact.records)} records of ${quoted(phraseOf(fact.template))} say ${listed(known.map(valueWords))}.${same}`,
      records: [first, ...(limit === undefined || start === undefined ? [] : [start.cause.first])],
      timeUs: startOf(fact),
    };
  },
};

/** A number that is told alike by chance (0, 1) is no limit. */
function isLimit({ value }: NamedValue, other: string): boolean {
  return value === other && Number(value) > 1;
}

export const traceRule: Rule = {
  name: 'Same trace',
  description: 'Warnings of several services carry the same trace id.',
  find: ({ trace }, { clock }) => {
    const [first, ...rest] = trace?.path ?? [];
    if (trace === undefined || first === undefined) return undefined;
    const step = (record: typeof first): string =>
      `${record.service ?? 'unnamed'}${record.timeUs === undefined ? '' : ` at ${clock(record.timeUs)}`}`;
    return {
      title: 'Same trace',
      text: `One request, trace ${trace.traceId}, goes through ${listed(trace.path.map(step))}: ${countWords(trace.records)} records.`,
      records: [first, ...rest],
      timeUs: first.timeUs ?? 0,
    };
  },
};

export const silenceRule: Rule = {
  name: 'What stopped',
  description: 'Something that came regularly comes no more, or far less often, since the incident began.',
  find: ({ silences, lead }, { clock }) => {
    const told = silences.filter(({ before, patternId }) => before !== undefined && patternId !== lead?.patternId);
    const [first, ...rest] = told.flatMap(({ before }) => (before === undefined ? [] : [before]));
    if (first === undefined) return undefined;
    const parts = told.map(({ deviation, service, template, before, lasts }) => {
      const usual = `usually ${rateWords(deviation.usualPerMinute)}`;
      const since =
        deviation.kind === 'drop'
          ? `only ${rateWords(deviation.perMinute)} from ${clock(deviation.fromUs)} on`
          : `last at ${clock(before?.timeUs ?? deviation.fromUs)}`;
      const still = deviation.kind === 'silence' && lasts ? ' and not again until the end of the log' : '';
      return `${service === undefined ? '' : `${service} `}${quoted(phraseOf(template))}, ${usual}, ${since}${still}`;
    });
    return {
      title: told.every(({ deviation }) => deviation.kind === 'silence') ? 'What stopped' : 'What became less',
      text: `${parts.join('; ')}.`,
      records: [first, ...rest],
      timeUs: told[0].deviation.fromUs,
    };
  },
};

export const shiftRule: Rule = {
  name: 'Values that moved',
  description: 'The median of a duration at least doubles or halves against the equal time before.',
  find: ({ shifts }) => {
    const [first, ...rest] = shifts.map(({ record }) => record);
    if (first === undefined) return undefined;
    const parts = shifts.map(
      ({ template, service, name, before, after, unit }) =>
        `${name} in ${service === undefined ? '' : `${service} `}${quoted(phraseOf(template))} from ${quantityWords(before, unit)} to ${quantityWords(after, unit)}`,
    );
    return {
      title: 'Values that moved',
      text: `Medians, against the time before: ${listed(parts)}.`,
      records: [first, ...rest],
      timeUs: first.timeUs ?? 0,
    };
  },
};

export const ongoingRule: Rule = {
  name: 'Not over',
  description: 'The first warning still comes at the end of the log.',
  find: ({ lead, range }, { clock }) => {
    const last = lead?.last;
    if (lead === undefined || !lead.lasts || last === undefined || lead.deviation.kind === 'silence' || lead.deviation.kind === 'drop')
      return undefined;
    return {
      title: 'Not over',
      text: `It still comes at ${clock(last.timeUs ?? lead.deviation.untilUs)}; the log ends at ${clock(range.untilUs - 1)}.`,
      records: [last],
      timeUs: last.timeUs ?? lead.deviation.untilUs,
    };
  },
};
