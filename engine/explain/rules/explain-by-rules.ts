import type { TimeRange } from '../../base/time.ts';
import type { IncidentFacts } from '../facts/facts.ts';
import { startOf } from '../facts/gather.ts';
import { durationWords, levelWords, phraseOf, quoted, times, type Words } from '../words.ts';
import { constantRule, ongoingRule, shiftRule, silenceRule, spreadRule, traceRule } from './effects.ts';
import { leadRule } from './lead.ts';
import type { Finding, Rule } from './rule.ts';
import { differentStartRule, endAtStart, endRule, startRule, valueWords } from './starts.ts';

const RULES: readonly Rule[] = Object.freeze([
  startRule,
  differentStartRule,
  leadRule,
  constantRule,
  spreadRule,
  traceRule,
  silenceRule,
  shiftRule,
  endRule,
  ongoingRule,
]);

export interface RuleExplanation {
  readonly headline: Finding | undefined;
  /** In the order of time. */
  readonly findings: readonly Finding[];
  /** Every rule, as they are asked, and what it found. */
  readonly asked: readonly { readonly rule: Rule; readonly finding: Finding | undefined }[];
  /** What the logs do not say. */
  readonly missing: string;
  readonly next: readonly Step[];
}

export interface Step {
  readonly label: string;
  readonly query: string;
  readonly range: TimeRange | undefined;
}

/** Facts in the order of time; they are put beside each other and not argued with. */
export function explainByRules(facts: IncidentFacts, words: Words): RuleExplanation {
  const asked = RULES.map((rule) => ({ rule, finding: rule.find(facts, words) }));
  const findings = asked.map(({ finding }) => finding).filter((finding) => finding !== undefined);
  return {
    headline: headlineOf(facts, words),
    asked,
    findings: findings.sort((a, b) => a.timeUs - b.timeUs),
    missing: missingOf(facts),
    next: nextOf(facts),
  };
}

function headlineOf(facts: IncidentFacts, { clock }: Words): Finding | undefined {
  const { lead, start } = facts;
  const evidence = lead?.first ?? lead?.before;
  if (lead === undefined || evidence === undefined) return undefined;
  const { kind, watched, fromUs } = lead.deviation;
  const who = lead.service === undefined ? '' : `${lead.service}: `;
  const what = `${who}${levelWords(watched.level)}${quoted(phraseOf(lead.template))}`;
  const beginUs = startOf(lead);
  const began = {
    new: `${what}, ${times(lead.records)} from ${clock(beginUs)}.`,
    spike: `${what} more often from ${clock(beginUs)}.`,
    drop: `${what} less often from ${clock(fromUs)}.`,
    silence: `${what} stopped at ${clock(lead.before?.timeUs ?? fromUs)}.`,
    alert: `${watched.alert?.name ?? ''} from ${clock(fromUs)}.`,
    sequence: `${what} no longer comes where it always came, from ${clock(fromUs)}.`,
    value: `${what} holds a value it never had${watched.variable?.name === undefined ? '' : `, in ${watched.variable.name}`}, from ${clock(fromUs)}.`,
    numbers: `${what}: ${watched.variable?.name ?? 'a number'} left the range it was in, from ${clock(fromUs)}.`,
  }[kind];
  if (start === undefined) return { title: '', text: began, records: [evidence], timeUs: beginUs };
  const version = start.cause.values[0];
  const named = `${start.service ?? quoted(phraseOf(start.template))}${version === undefined ? '' : ` (${valueWords(version)})`}`;
  const after =
    beginUs >= start.cause.lastUs
      ? `It began ${durationWords(beginUs - start.cause.lastUs)} after a start of ${named}`
      : `It began during a start of ${named}`;
  const end = endAtStart(facts);
  const otherVersion = end?.other.values[0];
  const ended = end === undefined ? '' : ` and ended with another${otherVersion === undefined ? '' : ` (${valueWords(otherVersion)})`}`;
  return {
    title: '',
    text: `${began} ${after}${ended}.`,
    records: [evidence, start.cause.last, ...(end === undefined ? [] : [end.other.last])],
    timeUs: beginUs,
  };
}

function missingOf({ start, silences, lead, trace }: IncidentFacts): string {
  const open: string[] = [];
  if (start !== undefined) open.push('why it was started, and whether that is the cause: coming before is not causing');
  else open.push('what set it off: no start, deployment or change of configuration was logged in the 15 minutes before');
  for (const { template, lasts, deviation } of silences.slice(0, 1))
    if (lasts && deviation.kind === 'silence') open.push(`why ${quoted(phraseOf(template))} did not come back`);
  if (trace === undefined && lead !== undefined) open.push('which requests it touched: its records share no trace id with another service');
  return `${open.join('; ')}.`;
}

function nextOf({ start, trace, lead, silences }: IncidentFacts): Step[] {
  const steps: Step[] = [];
  const version = start?.cause.values[0];
  if (version !== undefined)
    steps.push({
      label: `Records with ${version.name} = ${version.value}`,
      query: `${version.name}:"${version.value.replace(/["\\]/g, '\\$&')}"`,
      range: undefined,
    });
  if (start !== undefined)
    steps.push({ label: `All starts of ${start.service ?? 'it'}`, query: `pattern:${start.patternId}`, range: undefined });
  if (trace !== undefined) steps.push({ label: 'Same trace, first error', query: `trace:${trace.traceId}`, range: undefined });
  if (lead !== undefined) steps.push({ label: 'All records of the first warning', query: `pattern:${lead.patternId}`, range: undefined });
  for (const { patternId, service } of silences.slice(0, 1))
    steps.push({ label: `What stopped${service === undefined ? '' : ` in ${service}`}`, query: `pattern:${patternId}`, range: undefined });
  return steps;
}
