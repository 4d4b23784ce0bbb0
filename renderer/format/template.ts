import type { TemplatePart } from '#contract/common.ts';

/** What a variable is called in the window: `<wait>`, or `<*>` without a name. */
export function variableLabel(part: { readonly name?: string | undefined }): string {
  return part.name ? `<${part.name}>` : '<*>';
}

/** A template as one plain line, for titles, labels and copying. */
export function templateText(parts: readonly TemplatePart[]): string {
  return parts.map((part) => ('text' in part ? part.text : variableLabel(part))).join('');
}
