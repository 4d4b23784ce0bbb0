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

/**
 * Distinct masked messages, by index. A message may be made anew each time it is asked for, so that a million of them need not be held
 * unpacked: whoever asks keeps it no longer than a look takes.
 */
export interface MessageList {
  readonly length: number;
  message(index: number): MaskedMessage;
  /** Records that carry it. */
  count(index: number): number;
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

/** A constant, or a variable that gets its number when the template is made. */
export type TemplatePiece = string | { readonly kind: SlotKind; readonly name?: string | undefined };

/**
 * Builds a template from pieces as they come: joins neighbouring texts and neighbouring variables, numbers the variables.
 * A constant that itself reads `<*>` becomes a variable, so that equal texts are equal templates.
 */
export function makeTemplate(pieces: readonly TemplatePiece[]): Template {
  const parts: TemplatePart[] = [];
  for (const piece of pieces) {
    if (typeof piece !== 'string') addVariable(parts, piece.kind, piece.name);
    else addText(parts, piece);
  }
  // A constant may read <*> only once its pieces are joined.
  if (parts.some((part) => 'text' in part && part.text.includes(PLAIN_VARIABLE))) {
    return makeTemplate(
      parts.flatMap((part): TemplatePiece[] =>
        'text' in part ? part.text.split(PLAIN_VARIABLE).flatMap((text, i) => (i === 0 ? [text] : [{ kind: 'text' }, text])) : [part],
      ),
    );
  }
  const text = plainText(parts);
  return { id: templateFingerprint(text), parts, text };
}

function addText(parts: TemplatePart[], text: string): void {
  if (text === '') return;
  const last = parts.at(-1);
  if (last !== undefined && 'text' in last) parts[parts.length - 1] = { text: last.text + text };
  else parts.push({ text });
}

function addVariable(parts: TemplatePart[], kind: SlotKind, known: string | undefined): void {
  const last = parts.at(-1);
  if (last !== undefined && 'slot' in last) {
    parts[parts.length - 1] = { ...last, kind: 'text' };
    return;
  }
  const name = known ?? keyName(last);
  // Texts and variables alternate.
  const slot = parts.length >> 1;
  parts.push(name === undefined ? { slot, kind } : { slot, kind, name });
}

/** The template that stands for two of equal text: kinds and names where both agree. */
export function agreed(one: Template, other: Template): Template {
  const parts = one.parts.map((part, i): TemplatePart => {
    const twin = other.parts[i];
    if ('text' in part || twin === undefined || 'text' in twin) return part;
    const kind = part.kind === twin.kind ? part.kind : 'text';
    return part.name === undefined || part.name !== twin.name ? { slot: part.slot, kind } : { slot: part.slot, kind, name: part.name };
  });
  return { ...one, parts };
}

/** The name in `name=`, `name:` or `name =` that a text ends with. */
function keyName(before: TemplatePart | undefined): string | undefined {
  if (before === undefined || !('text' in before)) return undefined;
  return /([A-Za-z_][\w.-]{0,39})\s?[=:]\s?["'[(]?$/.exec(before.text)?.[1];
}
