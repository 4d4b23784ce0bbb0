import { LineScan } from '../base/line-scan.ts';
import type { MaskedMessage } from '../base/masked-message.ts';
import { kindAt, type SlotKind } from '../base/slot-kind.ts';
import { maskMessage } from './kernel.ts';
import { PLAIN_VARIABLE, templateFingerprint } from './template.ts';

/** A variable of a message: bytes [start, end). */
export interface Mask {
  readonly kind: SlotKind;
  readonly start: number;
  readonly end: number;
}

/** A message by itself, as docs/signature.md defines it. */
export interface MessageSignature {
  readonly masks: readonly Mask[];
  /** The message with `<*>` for each mask; bytes that are no UTF-8 stand as U+FFFD. */
  readonly form: string;
  readonly fingerprint: string;
}

/** The signature of one message of its own, without any other: what an SDK computes before it sends a line. */
export function messageSignature(bytes: Uint8Array): MessageSignature {
  const scan = new LineScan();
  scan.reset(0, bytes.length);
  maskMessage(bytes, 0, bytes.length, scan, false);
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  const masks: Mask[] = [];
  const texts: string[] = [];
  let at = 0;
  for (let slot = 0; slot < scan.slotCount; slot++) {
    const [start, end] = [scan.slotStart[slot], scan.slotEnd[slot]];
    masks.push({ kind: kindAt(scan.slotKind[slot]), start, end });
    texts.push(utf8.decode(bytes.subarray(at, start)));
    at = end;
  }
  texts.push(utf8.decode(bytes.subarray(at)));
  const form = texts.join(PLAIN_VARIABLE);
  return { masks, form, fingerprint: templateFingerprint(form) };
}

/** The form of a message that was masked already: {@link MessageSignature.form}. */
export function messageForm(message: MaskedMessage): string {
  return message.texts.join(PLAIN_VARIABLE);
}
