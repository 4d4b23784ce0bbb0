import type { Signature } from './line-scan.ts';
import type { SlotKind } from './slot-kind.ts';

/** The message of a signature as text: texts[0] <kinds[0]> texts[1] … ; texts.length = kinds.length + 1. */
export interface MaskedMessage {
  readonly texts: readonly string[];
  readonly kinds: readonly SlotKind[];
  /** Field names where the format knows them. */
  readonly names: readonly (string | undefined)[];
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Slot i of the message is slot `signature.message.part + i` of the line. */
export function maskedMessage(signature: Signature): MaskedMessage {
  const { part, offset, untilPart, untilOffset } = signature.message;
  const texts: string[] = [];
  for (let index = part; index <= untilPart; index++) {
    const bytes = signature.texts[index];
    const text = utf8.decode(bytes.subarray(index === part ? offset : 0, index === untilPart ? untilOffset : bytes.length));
    texts.push(signature.escaped ? unescapeJson(text) : text);
  }
  const slots = signature.slots.slice(part, untilPart);
  return { texts, kinds: slots.map((slot) => slot.kind), names: slots.map((slot) => slot.name) };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '"': '"', '\\': '\\', '/': '/' };

/** Undoes JSON string escapes; what is no valid escape stays as it is. */
export function unescapeJson(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g, (_, hex: string | undefined, short: string) =>
    hex === undefined ? (ESCAPES[short] ?? short) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
