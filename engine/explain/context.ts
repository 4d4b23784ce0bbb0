import type { EvidenceRecord, SentPrompt } from './events.ts';
import type { EvidenceList } from './evidence.ts';
import type { IncidentFacts } from './facts/facts.ts';
import { Mask, type MaskChoice } from './mask.ts';
import { EXPLAIN_1 } from './prompts/explain-1.ts';
import type { Finding } from './rules/rule.ts';
import { levelWords, rateWords, type Words } from './words.ts';

/** Few characters of logs make a token: ids and numbers are cut finely. */
const CHARACTERS_PER_TOKEN = 2.6;
/** Of a record in a prompt, where all fits and where it does not. */
const LONG = 300;
const SHORT = 120;
const MOST_DEVIATIONS = 40;

export interface Context {
  readonly facts: IncidentFacts;
  readonly findings: readonly Finding[];
  readonly evidence: EvidenceList;
  readonly templates: ReadonlyMap<string, string>;
  readonly mask: MaskChoice;
  /** Tokens of the prompt, at most. */
  readonly maxTokens: number;
  readonly words: Words;
}

/**
 * Everything a model is told about an incident. Where it does not fit, what deviates beside it is left out first, then records are cut short, then
 * the last of them are left out.
 */
export function explainPrompt(context: Context): SentPrompt {
  const room = Math.floor(context.maxTokens * CHARACTERS_PER_TOKEN);
  const all = context.evidence.records;
  const tries = [
    { deviations: MOST_DEVIATIONS, length: LONG, records: all.length },
    { deviations: 10, length: LONG, records: all.length },
    { deviations: 0, length: LONG, records: all.length },
    { deviations: 0, length: SHORT, records: all.length },
    ...Array.from({ length: all.length }, (_, index) => ({ deviations: 0, length: SHORT, records: all.length - index - 1 })),
  ];
  let last: SentPrompt | undefined;
  for (const size of tries) {
    last = promptOf(context, size);
    if (last.messages.reduce((sum, { content }) => sum + content.length, 0) <= room) return last;
  }
  return last ?? promptOf(context, tries[0]);
}

interface Size {
  readonly deviations: number;
  readonly length: number;
  readonly records: number;
}

function promptOf({ facts, findings, evidence, templates, mask, words }: Context, size: Size): SentPrompt {
  const masked = new Mask(mask);
  const records = evidence.records.slice(0, size.records);
  const deviations = facts.incident.deviations.slice(0, size.deviations);
  const counted = findings.map(({ title, text, records: cited }) => {
    const numbers = evidence.numbersOf(cited).filter((number) => number <= size.records);
    return `- ${title}: ${text}${numbers.length === 0 ? '' : ` [${numbers.join(', ')}]`}`;
  });
  const others = deviations.map(({ kind, watched, fromUs, untilUs, records: count, perMinute, usualPerMinute }) => {
    const template = watched.patternId === undefined ? undefined : templates.get(watched.patternId);
    const what = `${watched.service ?? 'any service'} ${levelWords(watched.level)}${template === undefined ? 'all records' : JSON.stringify(template.slice(0, size.length))}`;
    return `- ${words.clock(fromUs)} to ${words.clock(untilUs)} ${kind}: ${what}; ${count} records, ${rateWords(perMinute)}, usually ${rateWords(usualPerMinute)}`;
  });
  const parts = [
    `Log from ${words.clock(facts.range.fromUs)} to ${words.clock(facts.range.untilUs - 1)}.`,
    `Facts, counted over all records:\n${counted.join('\n')}`,
    ...(others.length === 0 ? [] : [`What is not as before (new, spike, drop, silence):\n${others.join('\n')}`]),
    `Evidence records, in the order of time:\n${records.map((record) => recordLine(record, size.length, words)).join('\n')}`,
  ];
  const messages = [
    { role: 'system' as const, content: EXPLAIN_1.system },
    { role: 'user' as const, content: masked.apply(parts.join('\n\n')) },
  ];
  return {
    version: EXPLAIN_1.version,
    messages,
    records: records.length,
    bytes: messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0),
    masked: masked.count,
    leftOut: leftOut(size, evidence.records.length, facts.incident.deviations.length),
  };
}

function recordLine({ number, timeUs, level, service, text }: EvidenceRecord, length: number, { clock }: Words): string {
  return `[${number}] ${timeUs === undefined ? '-' : clock(timeUs)} ${level} ${service ?? '-'} ${JSON.stringify(text.slice(0, length))}`;
}

function leftOut({ deviations, length, records }: Size, allRecords: number, allDeviations: number): string | undefined {
  const parts = [
    ...(deviations < Math.min(allDeviations, MOST_DEVIATIONS) ? [`${allDeviations - deviations} of ${allDeviations} deviations`] : []),
    ...(length < LONG ? [`what stands behind the first ${length} characters of a record`] : []),
    ...(records < allRecords ? [`${allRecords - records} of ${allRecords} records`] : []),
  ];
  return parts.length === 0 ? undefined : `To fit into the window of the model, left out: ${parts.join('; ')}.`;
}
