import type { MaskedMessage } from '../base/masked-message.ts';
import { type Corpus, combine, mixA, mixB, type Shape } from './corpus.ts';
import { flatten, mapFlat, type SlotSource } from './slot-map.ts';
import type { MessageList, Template } from './template.ts';
import { MARK, Tokens } from './tokens.ts';

/** So many templates with the same first word are tried on a message that no template of its shape describes. */
const MAX_TRIES = 48;

/** The positions that are constant in some known templates of one shape, and these templates by their constants. */
interface Pattern {
  readonly constants: readonly number[];
  readonly templates: Map<number, number>;
}

/** Finds the known template of a message: one of its own shape first, the most constant one; else one that holds more or less in a variable. */
export class KnownTemplates {
  readonly #templates: readonly Template[];
  readonly #corpus: Corpus;
  readonly #patterns = new Map<string, Pattern[]>();
  readonly #byFirst = new Map<string, number[]>();
  readonly #tokens = new Tokens();

  constructor(templates: readonly Template[], corpus: Corpus) {
    this.#templates = templates;
    this.#corpus = corpus;
    for (const [index, template] of templates.entries()) this.#add(index, template);
    for (const patterns of this.#patterns.values()) patterns.sort((one, two) => two.constants.length - one.constants.length);
    for (const list of this.#byFirst.values()) {
      list.sort((one, two) => constantLength(templates[two]) - constantLength(templates[one]) || one - two);
    }
  }

  /** Gives messages of a shape that are known their template and keeps the others as the shape's members. */
  take(shape: Shape, messages: MessageList, assignment: Int32Array): void {
    const patterns = this.#patterns.get(shape.key) ?? [];
    const rest = shape.members.filter((member) => {
      const index = this.#ofShape(patterns, member) ?? this.#ofOtherShape(messages.message(member));
      if (index !== undefined) assignment[member] = index;
      return index === undefined;
    });
    shape.members.length = 0;
    for (const member of rest) shape.members.push(member);
  }

  #add(index: number, template: Template): void {
    const tokens = this.#tokens;
    tokens.read(asMessage(template));
    const constants: number[] = [];
    let a = 0;
    let b = 0;
    for (let i = 0; i < tokens.size; i++) {
      if (tokens.words[i] === MARK) continue;
      const word = this.#corpus.wordId(tokens.words[i]);
      constants.push(i);
      a = (a + mixA(word, i)) | 0;
      b = (b + mixB(word, i)) | 0;
    }
    const shape = tokens.shape();
    const patterns = this.#patterns.get(shape) ?? [];
    this.#patterns.set(shape, patterns);
    let pattern = patterns.find(
      (entry) => entry.constants.length === constants.length && entry.constants.every((at, i) => at === constants[i]),
    );
    if (pattern === undefined) {
      pattern = { constants, templates: new Map() };
      patterns.push(pattern);
    }
    const key = combine(a, b);
    if (!pattern.templates.has(key)) pattern.templates.set(key, index);
    const first = tokens.words[0] ?? '';
    const list = this.#byFirst.get(first);
    if (list === undefined) this.#byFirst.set(first, [index]);
    else list.push(index);
  }

  #ofShape(patterns: readonly Pattern[], member: number): number | undefined {
    const { words, offset } = this.#corpus;
    const at = offset[member];
    for (const { constants, templates } of patterns) {
      let a = 0;
      let b = 0;
      for (const i of constants) {
        a = (a + mixA(words[at + i], i)) | 0;
        b = (b + mixB(words[at + i], i)) | 0;
      }
      const index = templates.get(combine(a, b));
      if (index !== undefined) return index;
    }
    return undefined;
  }

  #ofOtherShape(message: MaskedMessage): number | undefined {
    this.#tokens.read(message);
    const candidates = this.#byFirst.get(this.#tokens.words[0] ?? '') ?? [];
    if (candidates.length === 0) return undefined;
    const flat = flatten(message);
    for (const index of candidates.slice(0, MAX_TRIES)) {
      if (mapFlat(this.#templates[index], flat)?.every(isLooseValue)) return index;
    }
    return undefined;
  }
}

function constantLength(template: Template): number {
  let length = 0;
  for (const part of template.parts) if ('text' in part) length += part.text.length;
  return length;
}

/** A template as the message that has a slot for each variable. */
function asMessage(template: Template): MaskedMessage {
  const texts: string[] = [''];
  const kinds: MaskedMessage['kinds'][number][] = [];
  for (const part of template.parts) {
    if ('text' in part) texts[texts.length - 1] += part.text;
    else {
      kinds.push(part.kind);
      texts.push('');
    }
  }
  return { texts, kinds, names: kinds.map(() => undefined) };
}

/** Nothing, one word, one word behind spaces, or a list of slots: what joining shapes lets a variable hold. */
function isLooseValue(value: SlotSource): boolean {
  let text = '';
  for (const piece of value) text += 'text' in piece ? piece.text : MARK;
  return /^ *[^\s()]*$/.test(text) || /^[\s,;|]*$/.test(text.replaceAll(MARK, ''));
}
