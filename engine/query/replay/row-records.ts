import { levelAt, SEVERITY_NUMBER } from '../../base/level.ts';
import { NO_TIME, US_PER_MS } from '../../base/time.ts';
import type { LogRecord } from '../../policy/evaluate/record.ts';
import type { BlockReader } from '../../store/block-reader.ts';
import type { Shard } from '../shard.ts';
import type { ValuePiece } from '../signature-table.ts';
import { type ReadPlan, severityText } from './signature-plan.ts';

/** Makes of rows what policies look at, and reads no more than they need. */
export class RowRecords {
  readonly #shard: Shard;

  constructor(shard: Shard) {
    this.#shard = shard;
  }

  of(signatureId: number, service: number, plan: ReadPlan, reader: BlockReader, row: number, timeUs: number): LogRecord {
    const record = this.withoutValues(signatureId, service);
    const { signature } = this.#shard.table.open(signatureId);
    const read = (pieces: readonly ValuePiece[]) => this.#shard.values.value(reader, row, pieces, signature.timeLayout, signature.escaped);
    for (const { name, pieces } of plan.fields) record.attributes[name] = read(pieces);
    if (plan.trace !== undefined) record.traceId = read(plan.trace.pieces);
    if (plan.needsBody) record.body = this.#body(signatureId, reader, row);
    record.timeMs = timeUs === NO_TIME ? Number.NaN : timeUs / US_PER_MS;
    return record;
  }

  /** Whether fields of a signature stand as those of JSON do. */
  isJson(signatureId: number): boolean {
    return this.#shard.table.open(signatureId).signature.escaped;
  }

  /** What all records of a signature in a service have in common. */
  withoutValues(signatureId: number, service: number): LogRecord {
    const { table } = this.#shard;
    const level = table.level[signatureId];
    return {
      timeMs: Number.NaN,
      body: undefined,
      severityNumber: SEVERITY_NUMBER[levelAt(level)],
      severityText: severityText(level) ?? '',
      traceId: '',
      spanId: '',
      eventName: '',
      attributes: {},
      resource: service === 0 ? {} : { 'service.name': table.services[service] },
      scope: { name: '', version: '', schemaUrl: '', attributes: {} },
    };
  }

  #body(signatureId: number, reader: BlockReader, row: number): string {
    const { pattern, variables, signature } = this.#shard.table.open(signatureId);
    let text = '';
    for (const part of pattern.template.parts)
      text +=
        'text' in part
          ? part.text
          : this.#shard.values.value(reader, row, variables[part.slot]?.pieces ?? [], signature.timeLayout, signature.escaped);
    return text;
  }
}
