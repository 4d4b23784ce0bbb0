/** Gives the text for one match: the whole match first, then its groups; named groups, if any, last. */
export type Replacement = (...found: readonly unknown[]) => string;

/** A replacement as RE2 templates have it: `$1`, `${1}`, `${name}`, `$0` for the whole match, `$$` for a dollar sign. A missing group is empty. */
export function replacementOf(template: string): Replacement {
  const parts = template.split(/(\$\$|\$\d+|\$\{\w+\})/);
  return (...found) =>
    parts
      .map((part, index) => {
        if (index % 2 === 0) return part;
        return part === '$$' ? '$' : groupText(found, part.replace(/[${}]/g, ''));
      })
      .join('');
}

function groupText(found: readonly unknown[], name: string): string {
  // Behind the groups stand the offset, the text and the named groups.
  const offset = found.findIndex((value) => typeof value === 'number');
  if (/^\d+$/.test(name)) return Number(name) < offset ? String(found[Number(name)] ?? '') : '';
  const named = found[offset + 2];
  return typeof named === 'object' && named !== null ? String(Reflect.get(named, name) ?? '') : '';
}
