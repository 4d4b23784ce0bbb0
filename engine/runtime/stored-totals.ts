import type { TimeRange } from '../base/time.ts';
import type { Template } from '../mine/refine.ts';
import { eachSignatureCount } from '../store/block-signatures.ts';
import type { InvestigationReader } from '../store/reader.ts';
import { eachOfBatch, SignatureHead } from '../store/signature-head.ts';
import { SignatureTotals } from './ingest/signature-totals.ts';

/** The templates of a file, their parts unpacked when patterns are refined. */
export function knownTemplates(reader: InvestigationReader): Template[] {
  return reader.templates().map((stored) => ({
    id: stored.fingerprint,
    text: stored.text,
    get parts() {
      return stored.parts;
    },
  }));
}

export function totalsOf(reader: InvestigationReader): SignatureTotals {
  const totals = new SignatureTotals();
  const head = new SignatureHead();
  for (const batch of reader.signatureBatches()) {
    eachOfBatch(batch, (id, at) => {
      head.read(batch.raw, at);
      totals.meet(id, head.level);
    });
  }
  for (const block of reader.blocks()) eachSignatureCount(block.packedSignatures, (id, count) => totals.add(id, count));
  return totals;
}

export function joined(a: TimeRange | undefined, b: TimeRange | undefined): TimeRange | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { fromUs: Math.min(a.fromUs, b.fromUs), untilUs: Math.max(a.untilUs, b.untilUs) };
}
