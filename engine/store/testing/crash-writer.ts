import { encodeBlock } from '../block-encoder.ts';
import { packSignatures } from '../packed-signatures.ts';
import { encodeSignature } from '../signature-codec.ts';
import { InvestigationWriter } from '../writer.ts';
import { randomOf, sampleBlock } from './sample-block.ts';
import { SAMPLE_SOURCE, sampleSignature } from './sample-rows.ts';

// The process that crash.test.ts kills: appends batches of four blocks until then, and reports each commit.
const writer = InvestigationWriter.create(process.argv[2], { name: 'crash', createdUs: 0 });
let source = writer.addSource({ ...SAMPLE_SOURCE, state: 'reading' });

function appendBatch(batch: number): void {
  const rows = [0, 1, 2, 3].map((index) => {
    const seed = batch * 4 + index;
    const encoded = encodeBlock(sampleBlock(randomOf(seed), { rows: 300, signatures: 8, slots: 4 }).input);
    const signatures = writer.internSignatures(
      packSignatures(Array.from({ length: 8 }, (_, local) => sampleSignature(seed + local)).map(encodeSignature)),
    ).ids;
    return {
      sourceId: source.id,
      encoded,
      signatures,
      firstLine: 1,
      lineCount: encoded.lineCount,
      byteOffset: 0,
      byteCount: encoded.textBytes,
    };
  });
  source = { ...source, records: source.records + rows.reduce((sum, row) => sum + row.encoded.rowCount, 0) };
  writer.appendBlocks(rows, [source]);
  process.send?.(batch, () => setImmediate(appendBatch, batch + 1));
}

appendBatch(1);
