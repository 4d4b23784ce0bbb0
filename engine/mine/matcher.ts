import type { Template } from './template.ts';

/**
 * The source of an anchored regular expression for the messages of a template, without flags, lookaround or back-references
 * (RE2 runs it in linear time). One group per variable; a value is as short as the rest allows and may be empty,
 * since joined templates hold empty values too. Constants match exactly.
 */
export function matcherSource(template: Template): string {
  let source = '^';
  for (const part of template.parts) source += 'text' in part ? escaped(part.text) : '([\\s\\S]*?)';
  return `${source}$`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
