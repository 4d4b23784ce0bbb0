import { parseRegex } from '../evaluate/regex/parse-regex.ts';
import { complement, type Ranges, type Syntax } from '../evaluate/regex/syntax.ts';

/**
 * `perl`: what RE2, Rust, PCRE and Onigmo read alike, with `\A` and `\z` as the ends of the text, because `^` and `$` mean lines to some of
 * them. `posix`: extended expressions.
 */
export type Dialect = 'perl' | 'posix';

/**
 * The same expression in another dialect: classes are written out, because what `\d` or `\w` mean differs from engine to engine.
 * @param pattern RE2
 * @returns undefined for what the dialects do not share: word borders, lines, Unicode classes
 */
export function printRegex(pattern: string, dialect: Dialect = 'perl'): string | undefined {
  const syntax = parsed(pattern);
  return syntax && print(syntax, dialect, false);
}

/** Texts every match holds one after the other, for programs that look for words alone; in order, longest constant stretches. */
export function constantsOf(pattern: string): readonly string[] {
  const syntax = parsed(pattern);
  if (syntax === undefined) return [];
  const found: string[] = [];
  let current = '';
  const walk = (node: Syntax): void => {
    const literal = literalOf(node);
    if (literal !== undefined) current += literal;
    else if (node.kind === 'sequence') node.items.forEach(walk);
    else if (node.kind !== 'begin' && node.kind !== 'end') {
      if (current !== '') found.push(current);
      current = '';
    }
  };
  walk(syntax);
  return current === '' ? found : [...found, current];
}

function parsed(pattern: string): Syntax | undefined {
  try {
    return parseRegex(pattern);
  } catch {
    return undefined;
  }
}

function literalOf(node: Syntax): string | undefined {
  return node.kind === 'set' && node.ranges.length === 2 && node.ranges[0] === node.ranges[1]
    ? String.fromCharCode(node.ranges[0])
    : undefined;
}

/** @param isInner alternatives need a group around them */
function print(node: Syntax, dialect: Dialect, isInner: boolean): string | undefined {
  switch (node.kind) {
    case 'begin':
      return dialect === 'posix' ? '^' : '\\A';
    case 'end':
      return dialect === 'posix' ? '$' : '\\z';
    case 'set':
      return setText(node.ranges, dialect);
    case 'sequence':
      return joined(node.items, '', dialect);
    case 'either': {
      const text = joined(node.items, '|', dialect);
      return text && (isInner ? group(text, dialect) : text);
    }
    case 'repeat': {
      const item = print(node.item, dialect, true);
      if (item === undefined) return undefined;
      const isOne = node.item.kind === 'set' || node.item.kind === 'either';
      return (isOne ? item : group(item, dialect)) + countText(node.least, node.most);
    }
  }
}

function joined(items: readonly Syntax[], between: string, dialect: Dialect): string | undefined {
  const texts = items.map((item) => print(item, dialect, true));
  if (texts.some((text) => text === undefined)) return undefined;
  // An empty alternative means different things in POSIX.
  if (dialect === 'posix' && between === '|' && texts.includes('')) return undefined;
  return texts.join(between);
}

function group(text: string, dialect: Dialect): string {
  return dialect === 'posix' ? `(${text})` : `(?:${text})`;
}

function countText(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return least === 0 ? '*' : least === 1 ? '+' : `{${least},}`;
  if (least === 0 && most === 1) return '?';
  return least === most ? `{${least}}` : `{${least},${most}}`;
}

function setText(ranges: Ranges, dialect: Dialect): string | undefined {
  if (ranges.length === 2 && ranges[0] === ranges[1]) return charText(ranges[0], dialect);
  const isNegated = ranges.at(-1) === 0xffff;
  const shown = isNegated ? complement(ranges) : ranges;
  if (shown.length === 0) return dialect === 'posix' ? '(.|\n)' : '[\\s\\S]';
  if (shown.some((code) => code === 0 || (code >= 0xd800 && code < 0xe000))) return undefined;
  return dialect === 'posix' ? posixClass(shown, isNegated) : `[${isNegated ? '^' : ''}${perlClass(shown)}]`;
}

function charText(code: number, dialect: Dialect): string | undefined {
  if (code === 0) return undefined;
  const char = String.fromCharCode(code);
  if (/[.[\](){}*+?|^$\\]/.test(char)) return `\\${char}`;
  return dialect === 'posix' || code >= 32 ? char : hex(code);
}

function perlClass(ranges: Ranges): string {
  const inside = (code: number): string =>
    code < 32 ? hex(code) : /[\]\\^[\-&~]/.test(String.fromCharCode(code)) ? `\\${String.fromCharCode(code)}` : String.fromCharCode(code);
  return pairsOf(ranges)
    .map(([from, until]) =>
      from === until ? inside(from) : until === from + 1 ? inside(from) + inside(until) : `${inside(from)}-${inside(until)}`,
    )
    .join('');
}

/** No escapes inside: `]` comes first, `^` not first, `-` last; bytes beyond ASCII have no order there. */
function posixClass(ranges: Ranges, isNegated: boolean): string | undefined {
  let [first, middle, last] = ['', '', ''];
  for (const [from, until] of pairsOf(ranges)) {
    if (until > 0x7f) return undefined;
    if (until - from > 1 && ![93, 94, 45, 91, 92].includes(from) && ![93, 94, 45, 91, 92].includes(until)) {
      middle += `${String.fromCharCode(from)}-${String.fromCharCode(until)}`;
      continue;
    }
    for (let code = from; code <= until; code++) {
      if (code === 93) first = ']';
      else if (code === 45) last += '-';
      else if (code === 94) last = `^${last}`;
      else middle += String.fromCharCode(code);
    }
  }
  const text = first + middle + last;
  // A caret alone would negate.
  if (text.startsWith('^') && !isNegated) return text === '^' ? '\\^' : undefined;
  return `[${isNegated ? '^' : ''}${text}]`;
}

function pairsOf(ranges: Ranges): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  for (let at = 0; at < ranges.length; at += 2) pairs.push([ranges[at], ranges[at + 1]]);
  return pairs;
}

function hex(code: number): string {
  return `\\x${code.toString(16).padStart(2, '0')}`;
}

/** A text as an expression that matches it alone. */
export function escapedRegex(text: string): string {
  return text.replace(/[.[\](){}*+?|^$\\]/g, '\\$&');
}
