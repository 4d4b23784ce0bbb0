import { isoOfUs } from '../../engine/base/time.ts';
import type { ExplanationEvent, Statement } from '../../engine/contract/explain.ts';

/** An explanation as a person reads it, for golden files. */
export function explanationText(events: readonly ExplanationEvent[]): string {
  const lines: string[] = [];
  const cited = ({ text, evidence }: Statement): string => `${text} [${evidence.join(', ')}]`;
  for (const event of events) {
    if (event.kind === 'headline') lines.push(cited(event.statement), '');
    if (event.kind === 'statement') lines.push(`- ${event.statement.title ?? ''}: ${cited(event.statement)}`);
    if (event.kind === 'missing') lines.push('', `Not in the logs: ${event.text}`);
    if (event.kind === 'next') lines.push('', ...event.steps.map(({ label }) => `Check next: ${label}`));
    if (event.kind === 'checked') lines.push('', `Checked: ${JSON.stringify(event.checks)}`);
  }
  const evidence = events.flatMap((event) => (event.kind === 'evidence' ? event.evidence : []));
  return `${[...lines, '', ...evidence.map(({ number, timeUs = 0, level, service, text }) => `[${number}] ${isoOfUs(timeUs)} ${level} ${service} ${text}`)].join('\n')}\n`;
}
