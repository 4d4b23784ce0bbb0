import type { MaskedMessage } from '../base/masked-message.ts';
import { kindAt, type SlotKind } from '../base/slot-kind.ts';
import { Collection } from './collection.ts';
import { type Corpus, type Shape, WILD } from './corpus.ts';
import { generalise } from './generalise.ts';
import { KnownTemplates } from './known.ts';
import { loosen } from './loosen.ts';
import { RowScratch, Rows } from './rows.ts';
import { agreed, type MessageList, makeTemplate, type Template, type TemplatePiece } from './template.ts';
import { MARK, PARTIAL, Tokens } from './tokens.ts';

export type { MessageList, Template, TemplatePart } from './template.ts';

export interface RefineOptions {
  /** Templates of an earlier run: messages they describe keep them, with their ids. */
  readonly known?: readonly Template[];
}

export interface Refinement {
  /** Known templates first, in their order, then new ones: most records first, then by text. */
  readonly templates: Template[];
  /** For each message the index of its template. */
  readonly assignment: Int32Array;
}

/**
 * Finds the templates behind distinct masked messages: a batch over the whole corpus, the same for any order of the messages.
 * Messages of one shape (equal punctuation, equal number of words) are compared word by word; see generalise.ts for
 * what counts as a variable.
 */
export function refine(messages: MessageList, options: RefineOptions = {}): Refinement {
  const collection = new Collection();
  const counts = new Float64Array(messages.length);
  for (let index = 0; index < counts.length; index++) {
    collection.add(messages.message(index));
    counts[index] = messages.count(index);
  }
  return refineCorpus(collection.corpus(counts, true), messages, options);
}

/** The same for messages that were collected as they came; few of them are asked for again. The corpus is spent afterwards. */
export function refineCorpus(corpus: Corpus, messages: MessageList, options: RefineOptions = {}): Refinement {
  const scratch = new RowScratch(messages.length);
  const byText = new Map<string, number>();
  const templates: Template[] = [];
  const counts: number[] = [];
  const assignment = new Int32Array(messages.length);
  for (const known of options.known ?? []) {
    byText.set(known.text, templates.length);
    templates.push(known);
    counts.push(0);
  }
  const fixed = templates.length;
  const known = fixed > 0 ? new KnownTemplates(templates.slice(), corpus) : undefined;
  const builder = new TemplateBuilder(corpus, messages);
  for (const shape of corpus.shapes) {
    known?.take(shape, messages, assignment);
    const rows = new Rows(corpus, shape, scratch);
    generalise(corpus, shape, rows);
    for (const head of rows.heads) {
      const template = builder.build(shape, head, rows);
      let index = byText.get(template.text);
      if (index === undefined) {
        index = templates.length;
        byText.set(template.text, index);
        templates.push(template);
        counts.push(0);
      } else if (index >= fixed) templates[index] = agreed(templates[index], template);
      for (const member of rows.members(head)) {
        assignment[member] = index;
        counts[index] += messages.count(member);
      }
    }
  }
  joinLoose(templates, counts, assignment, fixed);
  return sorted(templates, counts, assignment, fixed);
}

/** Joins new templates of different shapes; then equal texts, so that a fingerprint names one template. */
function joinLoose(templates: Template[], counts: number[], assignment: Int32Array, fixed: number): void {
  const { place, joined } = loosen(templates.slice(fixed));
  if (joined.size === 0) return;
  for (const [index, template] of joined) templates[fixed + index] = template;
  const byText = new Map<string, number>();
  const target = Int32Array.from(templates.keys(), (index) => {
    const moved = index < fixed ? index : fixed + place[index - fixed];
    const same = byText.get(templates[moved].text);
    if (same !== undefined && same !== moved && same >= fixed) templates[same] = agreed(templates[same], templates[moved]);
    if (same !== undefined) return same;
    byText.set(templates[moved].text, moved);
    return moved;
  });
  for (let i = 0; i < assignment.length; i++) assignment[i] = target[assignment[i]];
  for (let index = fixed; index < templates.length; index++) {
    if (target[index] === index) continue;
    counts[target[index]] += counts[index];
    counts[index] = GONE;
  }
}

/** The count of a template that another one took the place of. */
const GONE = -1;

function sorted(templates: Template[], counts: readonly number[], assignment: Int32Array, fixed: number): Refinement {
  const order = templates.map((_, index) => index);
  const fresh = order
    .slice(fixed)
    .filter((index) => counts[index] !== GONE)
    .sort((one, two) => counts[two] - counts[one] || (templates[one].text < templates[two].text ? -1 : 1));
  const place = new Int32Array(templates.length);
  const result = [...order.slice(0, fixed), ...fresh].map((old, index) => {
    place[old] = index;
    return templates[old];
  });
  for (let i = 0; i < assignment.length; i++) assignment[i] = place[assignment[i]];
  return { templates: result, assignment };
}

/** Turns a row into a template: constants from any member, kinds and names where all members agree. */
class TemplateBuilder {
  readonly #corpus: Corpus;
  readonly #messages: MessageList;
  readonly #tokens = new Tokens();

  constructor(corpus: Corpus, messages: MessageList) {
    this.#corpus = corpus;
    this.#messages = messages;
  }

  build(shape: Shape, head: number, rows: Rows): Template {
    const { words, offset } = this.#corpus;
    const message = this.#messages.message(head);
    this.#tokens.read(message);
    const pieces: TemplatePiece[] = [];
    const size = shape.gaps.length - 1;
    for (let i = 0; i < size; i++) {
      pieces.push(shape.gaps[i]);
      const word = words[offset[head] + i];
      if (word === WILD) pieces.push({ kind: this.#kind(rows, head, i, 0), name: this.#name(message, i) });
      else {
        const texts = this.#corpus.text(word).split(MARK);
        for (let k = 0; k < texts.length; k++) {
          if (k > 0) {
            pieces.push({ kind: this.#kind(rows, head, i, PARTIAL), name: this.#innerName(message, i, k - 1, texts.length - 1) });
          }
          pieces.push(texts[k]);
        }
      }
    }
    pieces.push(shape.gaps[size]);
    return makeTemplate(pieces);
  }

  /** The kind of the variable in word i, `text` when members differ there; @param ignored bits of a kind that may stand. */
  #kind(rows: Rows, head: number, i: number, ignored: number): SlotKind {
    const { kinds, offset } = this.#corpus;
    const kind = kinds[offset[head] + i] & ~ignored;
    if (kind >= PARTIAL) return 'text';
    for (const member of rows.members(head)) if ((kinds[offset[member] + i] & ~ignored) !== kind) return 'text';
    return kindAt(kind);
  }

  /** The name of the k-th of `count` slots in word i; a word made of several has slots of its own. */
  #innerName(message: MaskedMessage, i: number, k: number, count: number): string | undefined {
    return this.#tokens.slotCount[i] === count ? message.names[this.#tokens.firstSlot[i] + k] : undefined;
  }

  #name(message: MaskedMessage, i: number): string | undefined {
    return this.#tokens.slotCount[i] === 1 ? message.names[this.#tokens.firstSlot[i]] : undefined;
  }
}
