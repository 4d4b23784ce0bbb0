import { describes } from './slot-map.ts';
import { escaped, SLOT_CLASSES, type SlotShape, shapeSource } from './slot-shape.ts';
import type { Template } from './template.ts';

/**
 * The source of an anchored regular expression for the messages of a template, without flags, lookaround or back-references
 * (RE2 runs it in linear time). One group per variable; a value is as short as the rest allows. Constants match exactly.
 * @param shapes what each variable was seen with; absent: anything, nothing included
 * @param exact variables of few constant texts match those alone
 */
export function matcherSource(template: Template, shapes?: readonly SlotShape[], exact = false): string {
  let source = '^';
  for (const part of template.parts) source += 'text' in part ? escaped(part.text) : groupOf(shapes?.[part.slot], exact);
  return `${source}$`;
}

function groupOf(shape: SlotShape | undefined, exact: boolean): string {
  if (shape === undefined) return '([\\s\\S]*?)';
  const inner = shapeSource(shape, exact);
  if (inner === SLOT_CLASSES.any) return shape.isEmpty ? '([\\s\\S]*?)' : '([\\s\\S]+?)';
  return shape.isEmpty ? `((?:${inner})?)` : `(${inner})`;
}

/** A matcher and what a message must have to be worth trying. */
interface Compiled {
  readonly index: number;
  readonly takes: (message: string) => boolean;
  /** Its longest constant. */
  readonly needed: string;
}

/** JavaScript refuses expressions much longer than this, in characters. */
const LONGEST_SOURCE = 20_000;

/** What a matcher says of a message; of one that is too long to be run here, whether its constants stand in the message in order. */
function takerOf(template: Template, source: string): (message: string) => boolean {
  if (source.length > LONGEST_SOURCE) return (message) => describes(template, { texts: [message], kinds: [], names: [] });
  const expression = new RegExp(source);
  return (message) => expression.test(message);
}

/** Of many templates, those whose matcher takes a message. Looks at few: those with the same first word, and those that begin with a variable. */
export class MatcherSet {
  readonly #byWord = new Map<string, Compiled[]>();
  readonly #others: Compiled[] = [];

  add(index: number, template: Template, source: string): void {
    const constants = template.parts.flatMap((part) => ('text' in part ? [part.text] : []));
    const needed = constants.reduce((longest, text) => (text.length > longest.length ? text : longest), '');
    const compiled: Compiled = { index, takes: takerOf(template, source), needed };
    const [first] = template.parts;
    const word = first !== undefined && 'text' in first ? firstWord(first.text, template.parts.length === 1) : undefined;
    if (word === undefined) this.#others.push(compiled);
    else this.#byWord.set(word, [...(this.#byWord.get(word) ?? []), compiled]);
  }

  /** Indices of the templates that take it, in the order they were added among those of one first word. */
  matching(message: string): number[] {
    const candidates = [...(this.#byWord.get(firstWord(message, true) ?? '') ?? []), ...this.#others];
    return candidates.filter(({ needed, takes }) => message.includes(needed) && takes(message)).map(({ index }) => index);
  }
}

/** @param isWhole nothing follows the text. @returns undefined when the word may go on behind the text */
function firstWord(text: string, isWhole: boolean): string | undefined {
  const space = text.indexOf(' ');
  return space >= 0 ? text.slice(0, space) : isWhole ? text : undefined;
}
