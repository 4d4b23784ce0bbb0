import { makeTemplate, PLAIN_VARIABLE, type Template, type TemplatePart, type TemplatePiece } from './template.ts';

/**
 * Joins templates of different shapes that differ only in how much a variable holds: nothing (`()` against `(<*>)`),
 * a space in front of it, or a list of any length. What does not differ between them stays as it is.
 */
interface Loose {
  /** The loosened form, equal for templates that may be one. */
  readonly key: string;
  /** Constants as text; variables as the text they have here (`<*>`, nothing, `<*> <*> <*>`). */
  readonly items: readonly (string | Filled)[];
}

interface Filled {
  readonly held: string;
  readonly parts: readonly TemplatePart[];
  readonly length: number;
}

/** @returns for each template the index of the one that takes its place, and these; undefined where nothing changes. */
export function loosen(templates: readonly Template[]): { readonly place: Int32Array; readonly joined: Map<number, Template> } {
  const place = Int32Array.from(templates, (_, index) => index);
  const joined = new Map<number, Template>();
  const byKey = new Map<string, number[]>();
  const forms = templates.map(looseForm);
  forms.forEach((form, index) => {
    const group = byKey.get(form.key);
    if (group === undefined) byKey.set(form.key, [index]);
    else group.push(index);
  });
  for (const group of byKey.values()) {
    if (group.length < 2) continue;
    const template = join(group.map((index) => forms[index]));
    if (template === undefined) continue;
    for (const index of group) place[index] = group[0];
    joined.set(group[0], template);
  }
  return { place, joined };
}

function join(forms: readonly Loose[]): Template | undefined {
  const pieces: TemplatePiece[] = [];
  for (let i = 0; i < forms[0].items.length; i++) {
    const item = forms[0].items[i];
    if (typeof item === 'string') {
      pieces.push(item);
      continue;
    }
    const fillings = forms.map((form) => form.items[i]).filter((filled) => typeof filled !== 'string');
    if (fillings.every((filled) => filled.held === item.held)) {
      item.parts.forEach((part, k) => {
        const twins = fillings.map((filled) => filled.parts[k]).filter((twin) => 'slot' in twin);
        if ('text' in part) pieces.push(part.text);
        else pieces.push({ kind: twins.every((twin) => twin.kind === part.kind) ? part.kind : 'text', name: part.name });
      });
      continue;
    }
    const lengths = fillings.map((filled) => filled.length);
    // Two words are no list: only a third shows that the number varies.
    if (Math.max(...lengths) === 2 || (Math.max(...lengths) > 2 && Math.min(...lengths) === Math.max(...lengths))) return undefined;
    const slots = fillings.flatMap((filled) => filled.parts).filter((part) => 'slot' in part);
    const kinds = new Set(slots.map((slot) => slot.kind));
    const names = new Set(slots.map((slot) => slot.name));
    pieces.push({ kind: kinds.size === 1 ? slots[0].kind : 'text', name: names.size === 1 ? slots[0].name : undefined });
  }
  return makeTemplate(pieces);
}

const SEPARATORS = new Set([' ', ', ', ',', '; ', ';', '|']);
/** An empty pair of brackets or quotes, or a name with nothing behind its `=`. */
const EMPTY = /\(\)|\[\]|""|\{\}|=(?=[ ,;)\]]|$)/g;

function looseForm(template: Template): Loose {
  const items: (string | Filled)[] = [];
  const { parts } = template;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if ('text' in part) {
      const follows = i + 1 < parts.length;
      pushText(items, part.text, follows);
      continue;
    }
    let last = i;
    for (let k = i + 1; k + 1 < parts.length; k += 2) {
      const between = parts[k];
      const first = parts[i + 1];
      if (!('text' in between) || !('text' in first) || between.text !== first.text || !SEPARATORS.has(between.text)) break;
      last = k + 1;
    }
    const held: TemplatePart[] = parts.slice(i, last + 1);
    const unit = last === i ? takeBound(items, parts[i + 1]) : undefined;
    if (unit !== undefined) {
      items.push(filled([{ text: unit.mark }, ...held, { text: unit.unit }]));
      pushText(items, unit.rest, i + 2 < parts.length);
      i++;
      continue;
    }
    const spaces = items.at(-1);
    if (typeof spaces === 'object') {
      // Spaces in front were set aside as a filling of their own: they belong to this one.
      items[items.length - 1] = filled([...spaces.parts, ...held]);
    } else items.push(filled(held));
    i = last;
  }
  return { key: JSON.stringify(items.map((item) => (typeof item === 'string' ? item : 0))), items };
}

/** A bound such as `<1 sec`: mark and unit belong to the value when a twin template has a plain value there. */
function takeBound(items: (string | Filled)[], next: TemplatePart | undefined): { mark: string; unit: string; rest: string } | undefined {
  const before = items.at(-1);
  if (typeof before !== 'string' || next === undefined || !('text' in next)) return undefined;
  const mark = /(?:^|[ =(])([<>~])$/.exec(before);
  const unit = /^ ?(?:ns|us|ms|s|secs?|seconds?|min|mins|minutes?|h|hours?|days?|B|KB|MB|GB|bytes)(?![A-Za-z0-9])/.exec(next.text);
  if (mark === null || unit === null) return undefined;
  items[items.length - 1] = before.slice(0, -1);
  return { mark: mark[1], unit: unit[0], rest: next.text.slice(unit[0].length) };
}

function filled(parts: readonly TemplatePart[]): Filled {
  let held = '';
  let length = 0;
  for (const part of parts) {
    if ('text' in part) held += part.text;
    else {
      held += PLAIN_VARIABLE;
      length++;
    }
  }
  return { held, parts, length };
}

function pushText(items: (string | Filled)[], text: string, variableFollows: boolean): void {
  let at = 0;
  for (const match of text.matchAll(EMPTY)) {
    if (variableFollows && match.index + match[0].length === text.length && match[0] === '=') continue;
    const open = match.index + 1;
    items.push(text.slice(at, open), filled([]));
    at = open;
  }
  const rest = text.slice(at);
  if (rest === '') return;
  const spaces = variableFollows ? /[^ ]( +)$/.exec(rest) : null;
  if (spaces === null || spaces[1].length < 2) items.push(rest);
  else items.push(rest.slice(0, 1 - spaces[1].length), filled([{ text: ' '.repeat(spaces[1].length - 1) }]));
}
