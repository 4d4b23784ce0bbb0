import type { FormatCatalog } from '../../ingest/format/catalog.ts';
import { isContinuation } from '../../ingest/format/continuation.ts';
import { createFallback, createScanner, isEscaped, multilineOf } from '../../ingest/format/scanner.ts';
import { zoneOffsets } from '../../ingest/format/zone.ts';
import { partOfStyle } from '../../ingest/split/parts.ts';
import type { SplitRules } from '../../ingest/split/record-splitter.ts';
import { maskMessage } from '../../mine/kernel.ts';
import { formatSeed } from '../../mine/signature.ts';
import type { SignatureSource } from './block-builder.ts';
import type { ReadPlan } from './messages.ts';

/** The working parts that read one source: made per thread, because scanners keep caches. */
export interface SourceReading {
  readonly rules: SplitRules;
  readonly source: SignatureSource;
}

export function readingOf(plan: ReadPlan, catalog: FormatCatalog): SourceReading {
  const definition = catalog.get(plan.format);
  const context = { zone: zoneOffsets(plan.timeZone), referenceTimeUs: plan.referenceTimeUs, mask: maskMessage };
  const scanner = createScanner(definition, plan.roles, context);
  const fallback = createFallback({ ...context, isDayFirst: plan.roles.isDayFirst });
  const multiline = multilineOf(definition, plan.roles);
  return {
    rules: {
      scanner,
      fallback,
      joinUnmatched: multiline === 'unmatched',
      isContinuation: multiline === 'none' ? never : isContinuation,
      partOf: partOfStyle(definition.parts),
    },
    source: {
      format: definition.id,
      scanner,
      fallback,
      escaped: isEscaped(definition, plan.roles),
      seed: formatSeed(`${definition.id} ${JSON.stringify(plan.roles)}`),
    },
  };
}

function never(): boolean {
  return false;
}
