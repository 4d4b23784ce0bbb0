import type { MaskedMessage } from '../base/masked-message.ts';
import { SLOT } from '../base/slot-kind.ts';
import { makeTemplate, type Template } from '../mine/template.ts';
import type { StoredTemplate } from '../store/stored.ts';

/** What the window calls a pattern. `index` counts the patterns a shard has met; it says nothing outside of it. */
export interface PatternInfo {
  readonly index: number;
  readonly fingerprint: string;
  readonly template: Template;
  /** Names of its variables. */
  readonly fields: readonly { readonly name: string; readonly folded: string; readonly kind: number }[];
}

/**
 * The templates of an investigation, and for signatures that were not mined yet the message's own form, so that every record has
 * a pattern at any moment.
 */
export class TemplateTable {
  readonly patterns: PatternInfo[] = [];
  readonly #byFingerprint = new Map<string, PatternInfo>();
  readonly #byStoredId = new Map<number, PatternInfo>();

  /** The templates as they now are. Those of before keep their index. */
  load(templates: readonly StoredTemplate[]): void {
    this.#byStoredId.clear();
    for (const { id, fingerprint, parts, text } of templates) {
      const template: Template = {
        id: fingerprint,
        parts: parts.map((part) =>
          'text' in part
            ? part
            : part.name === undefined
              ? { slot: part.slot, kind: part.kind }
              : { slot: part.slot, kind: part.kind, name: part.name },
        ),
        text,
      };
      this.#byStoredId.set(id, this.#put(fingerprint, template));
    }
  }

  /** Fingerprints of the stored templates. */
  get storedCount(): number {
    return this.#byStoredId.size;
  }

  stored(id: number): PatternInfo | undefined {
    return this.#byStoredId.get(id);
  }

  /** The pattern of a message that no template describes yet. */
  provisional(message: MaskedMessage): PatternInfo {
    const template = ownTemplate(message);
    return this.#byFingerprint.get(template.id) ?? this.#put(template.id, template);
  }

  #put(fingerprint: string, template: Template): PatternInfo {
    const known = this.#byFingerprint.get(fingerprint);
    const fields = template.parts.flatMap((part) =>
      'slot' in part && part.name !== undefined ? [{ name: part.name, folded: part.name.toLowerCase(), kind: SLOT[part.kind] }] : [],
    );
    const info = { index: known?.index ?? this.patterns.length, fingerprint, template, fields };
    this.patterns[info.index] = info;
    this.#byFingerprint.set(fingerprint, info);
    return info;
  }
}

/** The message itself as a template: its slots are the variables. */
export function ownTemplate(message: MaskedMessage): Template {
  const pieces: (string | { readonly kind: MaskedMessage['kinds'][number]; readonly name: string | undefined })[] = [];
  message.texts.forEach((text, index) => {
    pieces.push(text);
    if (index < message.kinds.length) pieces.push({ kind: message.kinds[index], name: message.names[index] });
  });
  return makeTemplate(pieces);
}
