import type { MaskedMessage } from '../base/masked-message.ts';
import type { Template } from './template.ts';

/** A piece of a variable's value: constant text of the signature, or the value of the message's slot with this index. */
export type SlotPiece = { readonly text: string } | { readonly slot: number };

/** What makes the value of one template variable in one signature; empty for an empty value. */
export type SlotSource = readonly SlotPiece[];

/** Stands for a slot in the flattened message; a text may hold it too, so a table says where slots are. */
const MARK = '\uffff';

/** A message as one string with a table of where its slots are. */
export interface FlatMessage {
  readonly text: string;
  /** Index of the slot at a position of `text`, by position. */
  readonly slots: ReadonlyMap<number, number>;
}

/**
 * For each variable of a template the pieces of the message that make its value.
 * Constants of the template with these values between them are the message again, exactly.
 * @throws RangeError when the template does not describe the message; {@link describes} asks first.
 */
export function mapSlots(template: Template, message: MaskedMessage): SlotSource[] {
  const sources = mapFlat(template, flatten(message));
  if (sources === undefined) throw new RangeError(`Template "${template.text}" does not describe this message.`);
  return sources;
}

/** True when the message is the template's constants with something between them. */
export function describes(template: Template, message: MaskedMessage): boolean {
  return align(template, flatten(message)) !== undefined;
}

/** {@link mapSlots} for one message against several templates; undefined where a template does not describe it. */
export function mapFlat(template: Template, flat: FlatMessage): SlotSource[] | undefined {
  return align(template, flat)?.map(([from, until]) => piecesOf(flat, from, until));
}

export function flatten(message: MaskedMessage): FlatMessage {
  const slots = new Map<number, number>();
  let text = '';
  for (let i = 0; i < message.texts.length; i++) {
    text += message.texts[i];
    if (i < message.kinds.length) {
      slots.set(text.length, i);
      text += MARK;
    }
  }
  return { text, slots };
}

function piecesOf(flat: FlatMessage, from: number, until: number): SlotSource {
  const pieces: SlotPiece[] = [];
  let at = from;
  for (let i = from; i < until; i++) {
    if (flat.text[i] !== MARK) continue;
    const slot = flat.slots.get(i);
    if (slot === undefined) continue;
    if (i > at) pieces.push({ text: flat.text.slice(at, i) });
    pieces.push({ slot });
    at = i + 1;
  }
  if (until > at) pieces.push({ text: flat.text.slice(at, until) });
  return pieces;
}

/**
 * Ranges of the variables. Each constant is taken where it first stands behind the one before, the last one at the end:
 * a variable may hold anything, so a later place never helps, and no step is taken back.
 */
function align(template: Template, flat: FlatMessage): (readonly [number, number])[] | undefined {
  const { parts } = template;
  const ranges: (readonly [number, number])[] = [];
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if ('text' in part) {
      if (!constantAt(flat, part.text, at)) return undefined;
      at += part.text.length;
    } else {
      const until = nextEnd(template, flat, index, at);
      if (until < 0) return undefined;
      ranges.push([at, until]);
      at = until;
    }
  }
  return at === flat.text.length ? ranges : undefined;
}

function constantAt(flat: FlatMessage, constant: string, at: number): boolean {
  if (!flat.text.startsWith(constant, at)) return false;
  for (let i = constant.indexOf(MARK); i >= 0; i = constant.indexOf(MARK, i + 1)) if (flat.slots.has(at + i)) return false;
  return true;
}

/** The first place at or behind `from` where the constant behind the variable stands; the end when none follows. */
function nextEnd(template: Template, flat: FlatMessage, part: number, from: number): number {
  const following = template.parts[part + 1];
  if (following === undefined || !('text' in following)) return flat.text.length;
  let at = flat.text.indexOf(following.text, from);
  // A constant that ends the template must end the message.
  if (part + 2 === template.parts.length) {
    const last = flat.text.length - following.text.length;
    at = last >= from && flat.text.startsWith(following.text, last) ? last : -1;
  }
  while (at >= 0 && !constantAt(flat, following.text, at)) at = flat.text.indexOf(following.text, at + 1);
  return at;
}
