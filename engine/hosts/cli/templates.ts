import { readFileSync } from 'node:fs';
import path from 'node:path';
import { unreadable } from '../../ingest/source/resolve-sources.ts';
import { messageForm } from '../../mine/fingerprint.ts';
import { mineMessages } from '../../mine/mine-messages.ts';
import { patternTree, type TreeLevel } from '../../mine/pattern-tree.ts';
import type { Template } from '../../mine/template.ts';
import { type Call, detailOption, wrong } from './arguments.ts';
import type { Output } from './output.ts';

/** Every line of a file as one message: its number, its cluster, the final template of the cluster, at a level of detail. */
export function templates({ options }: Call, output: Output): number {
  const file = options.messages;
  if (file === undefined) throw wrong('"logsift templates" needs --messages FILE.');
  const detail = detailOption(options.detail);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw unreadable(path.basename(file), cause);
  }
  const { lines, assignment, templates: found, signatures, message } = mineMessages(bytes);
  const clusters = detail === 'forms' || detail === 'patterns' ? undefined : clustersOf(found, detail);
  for (let line = 0; line < lines; line++) {
    const index = assignment[line];
    const row =
      detail === 'forms'
        ? { cluster: `form ${signatures[line]}`, template: messageForm(message(signatures[line])) }
        : (clusters?.get(found[index].id) ?? { cluster: String(index), template: found[index].text });
    output.write(`${JSON.stringify({ line: line + 1, ...row })}\n`);
  }
  return 0;
}

/** The group of each template that is in one, by fingerprint. */
function clustersOf(found: readonly Template[], level: TreeLevel): Map<string, { readonly cluster: string; readonly template: string }> {
  const groups = patternTree(found)[level];
  return new Map(groups.flatMap(({ id, label, members }) => members.map((member) => [member, { cluster: id, template: label }] as const)));
}
