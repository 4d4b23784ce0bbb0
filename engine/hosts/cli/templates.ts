import { readFileSync } from 'node:fs';
import path from 'node:path';
import { unreadable } from '../../ingest/source/resolve-sources.ts';
import { mineMessages } from '../../mine/mine-messages.ts';
import { type Call, wrong } from './arguments.ts';
import type { Output } from './output.ts';

/** Every line of a file as one message: its number, its cluster, the final template of the cluster. */
export function templates({ options }: Call, output: Output): number {
  const file = options.messages;
  if (file === undefined) throw wrong('"logsift templates" needs --messages FILE.');
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw unreadable(path.basename(file), cause);
  }
  const { lines, assignment, templates: found } = mineMessages(bytes);
  for (let line = 0; line < lines; line++) {
    const index = assignment[line];
    output.write(`${JSON.stringify({ line: line + 1, cluster: String(index), template: found[index].text })}\n`);
  }
  return 0;
}
