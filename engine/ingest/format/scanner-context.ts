import type { MaskMessage } from '../../base/line-scan.ts';
import type { ZoneOffsets } from './zone.ts';

/** What every scanner needs besides its format. */
export interface ScannerContext {
  /** For times that name no zone. */
  readonly zone: ZoneOffsets;
  /** Times that name no year are the latest ones not more than a day after this. Microseconds. */
  readonly referenceTimeUs: number;
  /** 04/09/2026 is in September. */
  readonly isDayFirst?: boolean | undefined;
  readonly mask: MaskMessage;
}
