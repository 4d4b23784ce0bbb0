import type { Syntax } from './syntax.ts';

/**
 * Parts an expression that is bound to the beginning into the text it begins with and what follows, bound to where that text ends.
 * An expression that does not begin so is all rest.
 */
export function afterPrefix(syntax: Syntax | undefined): { readonly prefix: string; readonly rest: Syntax | undefined } {
  if (syntax?.kind !== 'sequence' || syntax.items[0]?.kind !== 'begin') return { prefix: '', rest: syntax };
  const [begin, ...items] = syntax.items;
  let prefix = '';
  while (items.length > 0) {
    const code = onlyCode(items[0]);
    if (code === undefined) break;
    prefix += String.fromCharCode(code);
    items.shift();
  }
  // Another beginning further on would hold behind the prefix, where it does not.
  return items.some(holdsBegin) ? { prefix: '', rest: syntax } : { prefix, rest: { kind: 'sequence', items: [begin, ...items] } };
}

function onlyCode(item: Syntax): number | undefined {
  return item.kind === 'set' && item.ranges.length === 2 && item.ranges[0] === item.ranges[1] ? item.ranges[0] : undefined;
}

function holdsBegin(item: Syntax): boolean {
  if (item.kind === 'repeat') return holdsBegin(item.item);
  return item.kind === 'sequence' || item.kind === 'either' ? item.items.some(holdsBegin) : item.kind === 'begin';
}
