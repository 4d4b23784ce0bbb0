import { foldCase } from '../../base/filter/ast.ts';
import { levelAt } from '../../base/level.ts';
import { countsOfMatch, rowsOfMatch } from '../matched-rows.ts';
import type { Control, Question, Shard } from '../shard.ts';
import type { SignatureField, ValuePiece } from '../signature-table.ts';
import { Tally, type TallyShare } from '../tally.ts';

export interface FieldValuesParams {
  readonly question: Question;
  readonly field: string;
  /** Only values that hold this, in either case. */
  readonly contains: string;
}

/** Values of a field among the records of a question. */
export async function fieldValues(shard: Shard, { question, field, contains }: FieldValuesParams, control: Control): Promise<TallyShare> {
  const tally = new Tally(true);
  const wanted = foldCase(contains);
  const isWanted = (value: string): boolean => wanted === '' || foldCase(value).includes(wanted);
  const folded = field.toLowerCase();
  const constant = constantOf(shard, folded);
  for await (const { view, match } of shard.matches(question, control)) {
    const { ids, sourceId } = view.block;
    if (constant !== undefined) {
      const counts = countsOfMatch(match, view);
      for (let local = 0; local < ids.length; local++) {
        const value = counts[local] === 0 ? undefined : constant(ids[local], sourceId);
        if (value !== undefined && isWanted(value)) addTimes(tally, value, counts[local]);
      }
      continue;
    }
    const rows = rowsOfMatch(match, view);
    const { signatures } = view.core();
    const picked: (SignatureField | undefined)[] = [];
    let any = false;
    for (let local = 0; local < ids.length; local++) {
      if (view.block.counts[local] === 0) continue;
      picked[local] = shard.table
        .open(ids[local])
        .fields.find((candidate) => (folded === 'trace' ? candidate.folded.includes('trace') : candidate.folded === folded));
      if (picked[local] !== undefined) any = true;
    }
    if (!any) continue;
    const reader = view.reader();
    for (const row of rows) {
      const local = signatures[row];
      const found = picked[local];
      if (found === undefined) continue;
      const { signature } = shard.table.open(ids[local]);
      const value = shard.values.value(reader, row, found.pieces, signature.timeLayout, signature.escaped);
      if (isWanted(value)) tally.add(value);
    }
  }
  return tally.share();
}

/** Fields that follow from the signature and the source. */
function constantOf(shard: Shard, field: string): ((signature: number, source: number) => string | undefined) | undefined {
  const { table } = shard;
  switch (field) {
    case 'level':
      return (signature) => levelAt(table.level[signature]);
    case 'service':
      return (signature, source) => {
        const service = shard.serviceOf(signature, source);
        return service === 0 ? undefined : table.services[service];
      };
    case 'pattern':
      return (signature) => table.templates.patterns[table.patternOf(signature)].fingerprint;
    case 'source':
      return (_, source) => shard.sourceName(source);
    default:
      return undefined;
  }
}

function addTimes(tally: Tally, value: string, count: number): void {
  if (count === 0) return;
  tally.add(value);
  tally.values.set(value, (tally.values.get(value) ?? 0) + count - 1);
  tally.count += count - 1;
}

export interface VariableShare {
  readonly tally: TallyShare;
  /** The record with the largest number, where there is one. */
  readonly largest: { readonly value: number; readonly recordId: string } | undefined;
}

/** Values of each variable of a pattern among the records of a question, which must ask for that pattern alone. */
export async function variables(
  shard: Shard,
  { question, slots }: { readonly question: Question; readonly slots: number },
  control: Control,
): Promise<VariableShare[]> {
  const tallies = Array.from({ length: slots }, () => new Tally(true));
  const largest: ({ value: number; recordId: string } | undefined)[] = Array.from({ length: slots }, () => undefined);
  for await (const { view, match } of shard.matches(question, control)) {
    const reader = view.reader();
    const { ids } = view.block;
    const { signatures } = view.core();
    for (const row of rowsOfMatch(match, view)) {
      const { signature, variables: filled } = shard.table.open(ids[signatures[row]]);
      for (let slot = 0; slot < slots; slot++) {
        const pieces: readonly ValuePiece[] = filled[slot]?.pieces ?? [];
        const number = tallies[slot].add(shard.values.value(reader, row, pieces, signature.timeLayout, signature.escaped));
        if (number !== undefined && number > (largest[slot]?.value ?? Number.NEGATIVE_INFINITY))
          largest[slot] = { value: number, recordId: `${view.block.id}-${row}` };
      }
    }
  }
  return tallies.map((tally, slot) => ({ tally: tally.share(), largest: largest[slot] }));
}
