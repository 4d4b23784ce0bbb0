import { renderTimestamp } from '../../engine/ingest/format/timestamp-layout.ts';
import { TimeTexts } from '../../engine/query/time-text.ts';
import { decodeBlockSignatures } from '../../engine/store/block-signatures.ts';
import { InvestigationReader } from '../../engine/store/reader.ts';
import { decodeSignature } from '../../engine/store/signature-codec.ts';

/** The text of every record in an investigation file, as it was committed. */
export function storedLines(path: string): string[] {
  const reader = InvestigationReader.open(path);
  try {
    const signatures = [...reader.signatures()].map(({ data }) => decodeSignature(data));
    const times = new TimeTexts(renderTimestamp);
    return reader.blocks().flatMap(({ id, packedSignatures, minUs, rowCount }) => {
      const { ids } = decodeBlockSignatures(packedSignatures, minUs);
      const block = reader.openBlock(id);
      if (block === undefined) throw new Error(`block ${id} has no data`);
      const local = block.signatures();
      return Array.from({ length: rowCount }, (_, row) =>
        Buffer.from(block.text(row, signatures[ids[local[row]]], (layout, us) => times.render(layout, us))).toString(),
      );
    });
  } finally {
    reader.close();
  }
}
