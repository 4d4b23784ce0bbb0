import { isoOfUs } from '../../base/time.ts';
import type { ExplanationEvent, Statement } from '../../contract/explain.ts';
import type { ModelChoice } from '../../contract/models.ts';
import { wrong } from './arguments.ts';
import { coloured, countText, cut, type Output, printable } from './output.ts';

type Of<Kind extends ExplanationEvent['kind']> = Extract<ExplanationEvent, { kind: Kind }>;

/** What an explanation comes to when its stream has ended. */
export interface Explanation {
  by: Of<'by'> | undefined;
  headline: Statement | undefined;
  statements: Statement[];
  missing: string;
  evidence: Of<'evidence'>['evidence'];
  prompt: Of<'prompt'> | undefined;
  fallback: Of<'fallback'> | undefined;
  steps: Of<'next'>['steps'];
  checks: Of<'checked'>['checks'] | undefined;
  done: Of<'done'> | undefined;
}

/** `none`, `ollama:NAME`, `openai:NAME`. */
export function modelOption(text: string | undefined): ModelChoice | undefined {
  if (text === undefined) return { provider: 'none' };
  const [, kind, name] = /^(none|ollama|openai)(?::(.+))?$/.exec(text) ?? [];
  if (kind === undefined || (kind === 'none') !== (name === undefined))
    throw wrong(`--model takes none, ollama:NAME or openai:NAME, not "${text}".`);
  return { provider: kind === 'openai' ? 'hosted' : kind === 'ollama' ? 'ollama' : 'none', model: name };
}

export async function collected(events: AsyncIterable<ExplanationEvent>, output: Output): Promise<Explanation> {
  const all: Explanation = {
    by: undefined,
    headline: undefined,
    statements: [],
    missing: '',
    evidence: [],
    prompt: undefined,
    fallback: undefined,
    steps: [],
    checks: undefined,
    done: undefined,
  };
  for await (const event of events) {
    if (event.kind === 'evidence') all.evidence = event.evidence;
    else if (event.kind === 'prompt') all.prompt = event;
    else if (event.kind === 'by') Object.assign(all, { by: event, headline: undefined, statements: [], missing: '' });
    else if (event.kind === 'draft') output.progress(cut(printable(event.text), output.columns - 1));
    else if (event.kind === 'headline') all.headline = event.statement;
    else if (event.kind === 'statement') all.statements.push(event.statement);
    else if (event.kind === 'missing') all.missing = event.text;
    else if (event.kind === 'fallback') all.fallback = event;
    else if (event.kind === 'next') all.steps = event.steps;
    else if (event.kind === 'checked') all.checks = event.checks;
    else all.done = event;
  }
  output.progress(undefined);
  return all;
}

export function asJson({ by, done, prompt, evidence, steps, ...rest }: Explanation) {
  return {
    explainer: by?.explainer,
    rules: by?.rules,
    ...rest,
    sent: prompt,
    evidence: evidence.map(({ timeUs, patternId, ...one }) => ({
      ...one,
      time: timeUs === undefined ? undefined : isoOfUs(timeUs),
      templateId: patternId,
    })),
    next: steps.map(({ label, query }) => ({ label, query })),
    elapsedMs: done?.elapsedMs,
    firstWordMs: done?.firstWordMs,
    use: done?.use,
  };
}

export function asText(
  { by, headline, statements, missing, evidence, prompt, fallback, checks, done }: Explanation,
  output: Output,
): string {
  const lines: string[] = prompt?.sent === false ? notSent(prompt) : [];
  const say = (text: string, indent = ''): void => void lines.push(...wrapped(printable(text), output.columns, indent));
  if (fallback !== undefined) say(fallback.message);
  if (headline !== undefined) say(`${headline.text} ${cites(headline)}`);
  lines.push('');
  statements.forEach((statement, index) => {
    const title = statement.title === undefined ? '' : `${statement.title}. `;
    say(`${index + 1}  ${title}${statement.text} ${cites(statement)}`, '   ');
    if (statement.unfound.length > 0) say(`   not found in the evidence: ${statement.unfound.join(', ')}`, '   ');
  });
  if (missing !== '') say(`\nNot in the logs: ${missing}`.trim());
  lines.push('', coloured(output, 'bold', 'Evidence'));
  for (const { number, timeUs, level, service, text } of evidence) {
    const head = `${String(number).padStart(3)}  ${timeUs === undefined ? '-'.padEnd(12) : isoOfUs(timeUs).slice(11, 23)}  `;
    lines.push(
      `${head}${coloured(output, level, level.padEnd(5))}  ${cut(printable(`${service ?? '-'}  ${text}`), Math.max(40, output.columns - head.length - 7))}`,
    );
  }
  lines.push('', byText(by, done));
  if (checks !== undefined) lines.push(checksText(checks));
  return `${lines.join('\n')}\n`;
}

/** What a person has to see before they add --send. */
function notSent({ explainer, prompt }: Of<'prompt'>): string[] {
  const { messages, records, bytes, masked } = prompt;
  const what = `${countText(records)} records in ${countText(bytes)} bytes, ${countText(masked)} values masked`;
  return [
    `--send would send this to ${explainer.model ?? ''} at ${explainer.address ?? ''} (${what}):`,
    '',
    ...messages.flatMap(({ role, content }) => [`--- ${role}`, ...content.split('\n').map(printable)]),
    '---',
    '',
  ];
}

function byText(by: Explanation['by'], done: Explanation['done']): string {
  if (by?.explainer.provider === 'none' && by.rules === undefined) return 'By rules, no model.';
  if (by === undefined || by.explainer.provider === 'none')
    return `By rules, no model: ${by?.rules?.applied ?? 0} of ${by?.rules?.all ?? 0} rules apply.`;
  const use = done?.use === undefined ? '' : `, ${countText(done.use.inputTokens)} tokens in, ${countText(done.use.outputTokens)} out`;
  const cost = done?.use?.cost === undefined ? '' : `, costs ${Number(done.use.cost.toPrecision(2))}`;
  return `By ${by.explainer.model ?? by.explainer.provider} at ${by.explainer.address ?? 'this computer'}${use}${cost}.`;
}

function checksText({ statements, withheld, citedFound, cited, numbersFound, numbers }: NonNullable<Explanation['checks']>): string {
  const without = withheld === 0 ? '' : ` ${withheld} without valid evidence withheld.`;
  return `Checked: ${statements} statements cite ${citedFound} of ${cited} records as they are; ${numbersFound} of ${numbers} numbers found or counted again.${without}`;
}

function cites({ evidence }: Statement): string {
  return `[${evidence.join(', ')}]`;
}

export function wrapped(text: string, columns: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
