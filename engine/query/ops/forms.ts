import { maskedMessage } from '../../base/masked-message.ts';
import { messageForm } from '../../mine/fingerprint.ts';
import { countsOfMatch } from '../matched-rows.ts';
import type { Control, Question, Shard } from '../shard.ts';

/** What one shard has of one form of messages; see docs/signature.md. */
export interface FormShare {
  readonly form: string;
  /** Fingerprint of the pattern its records belong to. */
  readonly pattern: string;
  records: number;
}

/** Forms a shard answers with; of more, those with most records. */
const MAX_FORMS = 50_000;

/** The forms of the records of a question: what their messages are before templates are made of them. */
export async function forms(
  shard: Shard,
  { question }: { readonly question: Question },
  control: Control,
): Promise<{ readonly forms: FormShare[]; readonly complete: boolean }> {
  const { table } = shard;
  const counts = new Float64Array(table.count);
  for await (const { view, match } of shard.matches(question, control)) {
    const found = countsOfMatch(match, view);
    for (let local = 0; local < found.length; local++) counts[view.block.ids[local]] += found[local];
  }
  // Headers and levels tell signatures apart that have the same message.
  const byKey = new Map<string, FormShare>();
  for (let signature = 0; signature < counts.length; signature++) {
    if ((signature & 1_023) === 0) await control.breathe();
    if (counts[signature] === 0) continue;
    const form = messageForm(maskedMessage(table.decode(signature)));
    const pattern = table.templates.patterns[table.patternOf(signature)].fingerprint;
    const key = `${pattern} ${form}`;
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, { form, pattern, records: counts[signature] });
    else known.records += counts[signature];
  }
  const all = [...byKey.values()];
  if (all.length <= MAX_FORMS) return { forms: all, complete: true };
  all.sort((a, b) => b.records - a.records || (a.form < b.form ? -1 : 1));
  return { forms: all.slice(0, MAX_FORMS), complete: false };
}
