import { RE2JS } from 're2js';
import type { Policy } from './policy.ts';

/** What is wrong with an RE2 expression, or undefined. */
export function regexProblem(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Every expression of a policy with the place it stands in. */
export function regexesOf({
  log_filter,
  log_sampling,
  log_transform,
}: Policy): readonly { readonly place: string; readonly pattern: string }[] {
  const found: { place: string; pattern: string }[] = [];
  for (const [intent, matches] of Object.entries({ log_filter, log_sampling, log_transform }).map(
    ([name, value]) => [name, value?.matches ?? []] as const,
  ))
    for (const [index, { predicate }] of matches.entries())
      if (predicate.regex !== undefined) found.push({ place: `${intent}.matches[${index}].predicate.regex`, pattern: predicate.regex });
  for (const [index, { regex }] of (log_transform?.redact ?? []).entries())
    if (regex !== undefined) found.push({ place: `log_transform.redact[${index}].regex`, pattern: regex });
  return found;
}
