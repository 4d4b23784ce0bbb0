import type { LogRecord } from '#contract/explore.ts';

interface MarkedRecord {
  readonly record: LogRecord;
  readonly note?: string | undefined;
}

/** Pinned records as text for an incident report; log text stands in code, so that nothing in it is formatted. */
export function marksAsMarkdown(title: string, marks: readonly MarkedRecord[], iso: (us: number) => string): string {
  const blocks = marks.map(({ record, note }) => {
    const text = record.message.map((piece) => piece.text).join('') + (record.rest === undefined ? '' : `\n${record.rest}`);
    const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
    const head = [record.timeUs === undefined ? undefined : iso(record.timeUs), record.level, record.service]
      .filter((part) => part !== undefined)
      .join(' ');
    return `**${head}**\n\n${fence}\n${text}\n${fence}${note === undefined ? '' : `\n\n${note}`}`;
  });
  return `# ${title}\n\n${blocks.join('\n\n')}\n`;
}
