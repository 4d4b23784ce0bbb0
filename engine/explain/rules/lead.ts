import { countWords, durationWords, levelWords, phraseOf, quoted, rateWords, times } from '../words.ts';
import type { Rule } from './rule.ts';

/** What to look at first, whatever kind it is of. */
export const leadRule: Rule = {
  name: 'First warning',
  description: 'The first pattern that appeared or became more and is a warning or worse; without one, the first that changed.',
  find: ({ lead, range }, { clock }) => {
    if (lead === undefined) return undefined;
    const { deviation, first, last, before, records, template, service } = lead;
    const evidence = first ?? before;
    if (evidence === undefined) return undefined;
    const { kind, watched, perMinute, usualPerMinute, fromUs } = deviation;
    const what = `${levelWords(watched.level)}${quoted(phraseOf(template))}`;
    const who = service === undefined ? '' : `${service}: `;
    const beginUs = first?.timeUs ?? fromUs;
    const until = lead.lasts || last?.timeUs === undefined ? 'and goes on until the end of the log' : `until ${clock(last.timeUs)}`;
    const lost = before?.timeUs === undefined ? '' : `, last at ${clock(before.timeUs)}`;
    const text = {
      new: `${who}${what} ${times(records)} from ${clock(beginUs)} ${until}, never in the ${durationWords(beginUs - range.fromUs)} before.`,
      spike: `${who}${what} ${rateWords(perMinute)} from ${clock(beginUs)} ${until}, usually ${rateWords(usualPerMinute)}; ${countWords(records)} in all.`,
      drop: `${who}${what} only ${rateWords(perMinute)} from ${clock(fromUs)} on, usually ${rateWords(usualPerMinute)}.`,
      silence: `${who}${what} stopped: usually ${rateWords(usualPerMinute)}${lost}.`,
      alert: `${watched.alert?.name ?? ''} from ${clock(fromUs)} on.`,
      sequence: `${who}${what} no longer comes where it always came${lost}.`,
      value: `${who}${what} holds a value it never had${watched.variable?.name === undefined ? '' : `, in ${watched.variable.name}`}.`,
      numbers: `${who}${what}: ${watched.variable?.name ?? 'a number'} left the range it was in.`,
    }[kind];
    return {
      title: kind === 'new' || kind === 'spike' ? 'First warning' : 'First change',
      text,
      records: last === undefined || last.id === evidence.id ? [evidence] : [evidence, last],
      timeUs: beginUs,
    };
  },
};
