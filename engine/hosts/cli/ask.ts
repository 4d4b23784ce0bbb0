import { isoOfUs } from '../../base/time.ts';
import type { LogsiftClient } from '../../contract/api.ts';
import type { AskEvent, ReadQuestion } from '../../contract/ask.ts';
import type { ExplanationEvent } from '../../contract/explain.ts';
import { type Call, wrong } from './arguments.ts';
import { asJson, asText, collected, modelOption, wrapped } from './explanation.ts';
import { type Output, printable } from './output.ts';
import { readFiles } from './session.ts';

/** Answers a question in words, and says how it was read. */
export async function ask(client: LogsiftClient, { files: [question, ...files], options }: Call, output: Output): Promise<number> {
  if (question === undefined) throw wrong('"logsift ask" needs a question in quotes, then --in X.logsift or files to read.');
  if ((options.in === undefined) === (files.length === 0))
    throw wrong('"logsift ask" needs either --in X.logsift or files to read, behind the question.');
  const model = modelOption(options.model);
  const investigation =
    options.in === undefined
      ? (await readFiles(client, { files, format: options.format, timeZone: options.tz }, output)).investigation
      : await client.openInvestigation({ path: options.in });
  const filter = { investigationId: investigation.id };
  const reads: ReadQuestion[] = [];
  const events = client.ask({ filter, question, model, allowOnce: options.send, timeZone: options.tz });
  const answer = await collected(withoutRead(events, reads), output);
  const [read] = reads;
  if (options.json) output.write(`${JSON.stringify({ question, ...readAsJson(read), ...asJson(answer) })}\n`);
  else output.write(`${read === undefined ? '' : readAsText(read, output)}${asText(answer, output)}`);
  return answer.evidence.length === 0 ? 1 : 0;
}

async function* withoutRead(events: AsyncIterable<AskEvent>, reads: ReadQuestion[]): AsyncGenerator<ExplanationEvent> {
  for await (const event of events) {
    if (event.kind === 'read') reads.push(event);
    else yield event;
  }
}

function readAsJson(read: ReadQuestion | undefined) {
  if (read === undefined) return {};
  const { query, range, parts, meant, unread } = read;
  return { query, from: range && isoOfUs(range.fromUs), until: range && isoOfUs(range.untilUs), parts, meant, unread };
}

function readAsText({ query, range, meant, unread }: ReadQuestion, output: Output): string {
  const time = range === undefined ? '' : ` from ${isoOfUs(range.fromUs)} until ${isoOfUs(range.untilUs)}`;
  const lines = [
    `Read as: ${query === '' ? 'all records' : printable(query)}${time}`,
    ...meant.map((template) => `  by meaning: ${printable(template)}`),
    ...(unread === undefined ? [] : [`  not understood, and left out: ${printable(unread)}`]),
  ];
  return `${lines.flatMap((line) => wrapped(line, output.columns, '  ')).join('\n')}\n\n`;
}
