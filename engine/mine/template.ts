import type { MaskedMessage } from '../base/masked-message.ts';
import type { SlotKind } from '../base/slot-kind.ts';

export interface TemplateText {
  readonly text: string;
}

/** A variable: `slot` counts the template's variables from 0. */
export interface TemplateSlot {
  readonly slot: number;
  readonly kind: SlotKind;
  readonly name?: string;
}

export type TemplatePart = TemplateText | TemplateSlot;

/** A mined message form. Text and variables alternate; two variables never stand side by side, no text is empty. */
export interface Template {
  /** {@link templateFingerprint} of `text` when the template was made; it stays when the template is known later on. */
  readonly id: string;
  readonly parts: readonly TemplatePart[];
  /** The plain rendering: constants as they are, every variable as `<*>`. */
  readonly text: string;
}

export const PLAIN_VARIABLE = '<*>';

/** A masked message and the number of records that carry it. */
export interface CountedMessage {
  readonly message: MaskedMessage;
  readonly count: number;
}

export function plainText(parts: readonly TemplatePart[]): string {
  let text = '';
  for (const part of parts) text += 'text' in part ? part.text : PLAIN_VARIABLE;
  return text;
}

/**
 * The fingerprint of a template: FNV-1a, 64 bits, over the UTF-8 bytes of its plain rendering
 * (offset basis cbf29ce484222325, prime 100000001b3), as 16 lower-case hex digits.
 */
export function templateFingerprint(text: string): string {
  // 64-bit arithmetic on two 32-bit halves: the prime is 2^40 + 0x1b3.
  let hi = 0xcbf29ce4;
  let lo = 0x84222325;
  for (const byte of new TextEncoder().encode(text)) {
    lo = (lo ^ byte) >>> 0;
    const low = (lo & 0xffff) * 0x1b3;
    const mid = (lo >>> 16) * 0x1b3 + (low >>> 16);
    hi = (Math.imul(hi, 0x1b3) + (lo << 8) + (mid >>> 16)) >>> 0;
    lo = ((mid << 16) | (low & 0xffff)) >>> 0;
  }
  return hi.toString(16).padStart(8, '0') + lo.toString(16).padStart(8, '0');
}

/** Builds a template from parts as they come: joins neighbouring texts and neighbouring variables, numbers the variables. */
export function makeTemplate(
  pieces: readonly (string | { readonly kind: SlotKind; readonly name?: string | undefined })[],
  id?: string,
): Template {
  const parts: TemplatePart[] = [];
  let slots = 0;
  for (const piece of pieces) {
    const last = parts.at(-1);
    if (typeof piece === 'string') {
      if (piece === '') continue;
      if (last !== undefined && 'text' in last) parts[parts.length - 1] = { text: last.text + piece };
      else parts.push({ text: piece });
    } else if (last !== undefined && 'slot' in last) {
      parts[parts.length - 1] = { ...last, kind: last.kind === piece.kind ? piece.kind : 'text' };
    } else {
      const name = piece.name ?? keyName(parts.at(-1));
      parts.push(name === undefined ? { slot: slots, kind: piece.kind } : { slot: slots, kind: piece.kind, name });
      slots++;
    }
  }
  const text = plainText(parts);
  return { id: id ?? templateFingerprint(text), parts, text };
}

/** The name in `name=`, `name:` or `name =` that a text ends with. */
function keyName(before: TemplatePart | undefined): string | undefined {
  if (before === undefined || !('text' in before)) return undefined;
  return /([A-Za-z_][\w.-]{0,39})\s?[=:]\s?["'[(]?$/.exec(before.text)?.[1];
}
