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

/** Where stored templates come from. */
export interface TemplateSource {
  template(id: number): StoredTemplate | undefined;
  templates(): StoredTemplate[];
}

const MAX_SINGLES = 400;
/** Messages that were not mined yet and have a pattern of their own; all further ones share one until they are mined. */
const MAX_PROVISIONAL = 500;

/**
 * The templates of an investigation, and for signatures that were not mined yet the message's own form, so that every record has
 * a pattern at any moment. While a large log is read there are tens of thousands of those: they are no patterns yet, and shown together.
 */
export class TemplateTable {
  readonly patterns: PatternInfo[] = [];
  readonly #byFingerprint = new Map<string, PatternInfo>();
  readonly #byStoredId = new Map<number, PatternInfo>();
  /** Templates that were read one by one. */
  #singles = 0;
  #provisional = 0;

  /** Templates may have changed: they are read anew, those of before keep their index. */
  forget(): void {
    this.#byStoredId.clear();
    this.#singles = 0;
    this.#provisional = 0;
  }

  /** A page needs some hundred templates, a pattern table all: the first ones are read one by one, then all that are left at once. */
  stored(id: number, reader: TemplateSource): PatternInfo | undefined {
    const known = this.#byStoredId.get(id);
    if (known !== undefined || id < 0) return known;
    if (this.#singles < MAX_SINGLES) {
      this.#singles++;
      const stored = reader.template(id);
      return stored === undefined ? undefined : this.#take(stored);
    }
    if (this.#singles === MAX_SINGLES) {
      this.#singles++;
      for (const stored of reader.templates()) if (!this.#byStoredId.has(stored.id)) this.#take(stored);
    }
    return this.#byStoredId.get(id);
  }

  /** A pattern that was met. */
  byFingerprint(fingerprint: string): PatternInfo | undefined {
    return this.#byFingerprint.get(fingerprint);
  }

  /** The pattern of a message that no template describes yet; @param message is asked for while there are few of them. */
  provisional(message: () => MaskedMessage): PatternInfo {
    const template = this.#provisional++ < MAX_PROVISIONAL ? ownTemplate(message()) : NOT_MINED;
    return this.#byFingerprint.get(template.id) ?? this.#put(template.id, () => template);
  }

  #take(stored: StoredTemplate): PatternInfo {
    const info = this.#put(stored.fingerprint, () => templateOf(stored));
    this.#byStoredId.set(stored.id, info);
    return info;
  }

  #put(fingerprint: string, make: () => Template): PatternInfo {
    const index = this.#byFingerprint.get(fingerprint)?.index ?? this.patterns.length;
    const info = new LazyPattern(index, fingerprint, make);
    this.patterns[index] = info;
    this.#byFingerprint.set(fingerprint, info);
    return info;
  }
}

/** One variable for the whole message. */
const NOT_MINED = makeTemplate([{ kind: 'text' }]);

/** Of thousands of patterns a page shows a few: the others are never unpacked. */
class LazyPattern implements PatternInfo {
  readonly index: number;
  readonly fingerprint: string;
  readonly #make: () => Template;
  #template: Template | undefined;
  #fields: PatternInfo['fields'] | undefined;

  constructor(index: number, fingerprint: string, make: () => Template) {
    this.index = index;
    this.fingerprint = fingerprint;
    this.#make = make;
  }

  get template(): Template {
    this.#template ??= this.#make();
    return this.#template;
  }

  get fields(): PatternInfo['fields'] {
    this.#fields ??= this.template.parts.flatMap((part) =>
      'slot' in part && part.name !== undefined ? [{ name: part.name, folded: part.name.toLowerCase(), kind: SLOT[part.kind] }] : [],
    );
    return this.#fields;
  }
}

function templateOf({ fingerprint, parts, text }: StoredTemplate): Template {
  return {
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
