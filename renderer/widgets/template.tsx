import type { TemplatePart } from '#contract/common.ts';
import { variableLabel } from '../format/template.ts';

/** A pattern's template; variables are tinted everywhere in the same way. */
export function Template({ parts }: { parts: readonly TemplatePart[] }) {
  return parts.map((part, index) =>
    'text' in part ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a template have no identity but their place
      <span key={index}>{part.text}</span>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <span key={index} className="var">
        {variableLabel(part)}
      </span>
    ),
  );
}
