import type { TemplatePart } from '#contract/common.ts';
import { variableLabel } from '../../format/template.ts';

/** A template with the variable underlined whose values changed. */
export function ChangedTemplate({ parts, slot }: { parts: readonly TemplatePart[]; slot: number | undefined }) {
  return parts.map((part, index) =>
    'text' in part ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a template have no identity but their place
      <span key={index}>{part.text}</span>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <span key={index} className={part.slot === slot ? 'var hot' : 'var'}>
        {variableLabel(part)}
      </span>
    ),
  );
}
