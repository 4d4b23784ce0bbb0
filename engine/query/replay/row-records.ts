import { levelAt, SEVERITY_NUMBER } from '../../base/level.ts';
import { NO_TIME, US_PER_MS } from '../../base/time.ts';
import type { LogRecord } from '../../policy/evaluate/record.ts';
import type { BlockReader } from '../../store/block-reader.ts';
import type { Shard } from '../shard.ts';
import { type SignaturePlan, severityText } from './signature-plan.ts';

/** Makes of rows what policies look at, and reads no more than they need. The record is used again for the next row. */
export class RowRecords {
  readonly #shard: Shard;
  /** By signature: a message of it, where all its messages are alike for the policies. */
  readonly #bodies = new Map<number, string>();

  constructor(shard: Shard) {
    this.#shard = shard;
  }

  of(signatureId: number, service: number, plan: SignaturePlan, reader: BlockReader, row: number, timeUs: number): LogRecord {
    const { table, values } = this.#shard;
    const { signature } = table.open(signatureId);
    const read = (pieces: Parameters<typeof values.value>[2]) => values.value(reader, row, pieces, signature.timeLayout, signature.escaped);
    const attributes: LogRecord['attributes'] = {};
    for (const { name, pieces } of plan.fields) attributes[name] = read(pieces);
    const resource: LogRecord['resource'] = service === 0 ? {} : { 'service.name': table.services[service] };
    return {
      timeMs: timeUs === NO_TIME ? Number.NaN : timeUs / US_PER_MS,
      body: this.#body(signatureId, plan.needsBody, reader, row),
      severityNumber: SEVERITY_NUMBER[levelAt(signature.level)],
      severityText: severityText(signature.level) ?? '',
      traceId: plan.trace === undefined ? '' : read(plan.trace.pieces),
      spanId: '',
      eventName: '',
      attributes,
      resource,
      scope: { name: '', version: '', schemaUrl: '', attributes: {} },
    };
  }

  #body(signatureId: number, isOwn: boolean, reader: BlockReader, row: number): string {
    const known = isOwn ? undefined : this.#bodies.get(signatureId);
    if (known !== undefined) return known;
    const { pattern, variables, signature } = this.#shard.table.open(signatureId);
    let text = '';
    for (const part of pattern.template.parts)
      text +=
        'text' in part
          ? part.text
          : this.#shard.values.value(reader, row, variables[part.slot]?.pieces ?? [], signature.timeLayout, signature.escaped);
    if (!isOwn) this.#bodies.set(signatureId, text);
    return text;
  }
}
