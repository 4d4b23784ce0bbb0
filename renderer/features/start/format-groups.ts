import type { output } from 'zod';
import type { FormatInfo } from '#contract/investigations.ts';

export interface FormatGroup {
  readonly title: string;
  readonly names: readonly string[];
}

/** In the order they are looked through and shown; a format belongs to the first group that knows a part of its id. */
const GROUPS: readonly { readonly title: string; readonly ids: RegExp }[] = [
  { title: 'Systems', ids: /syslog|journal|docker|cri|kubernetes|klog|cloudwatch|android|windows|bgl/ },
  { title: 'Servers', ids: /nginx|apache|access|haproxy|envoy|iis|postgres|mysql/ },
  { title: 'Structured', ids: /json|logfmt|csv|otlp/ },
];
/** Programs and the libraries they log with. */
const OTHERS = 'Applications';
const SHOWN = ['Structured', 'Servers', 'Systems', OTHERS] as const;

/** The formats the engine says it reads, in the groups of the start screen. Compression and encodings are facts of the reader. */
export function formatGroups(formats: readonly output<typeof FormatInfo>[]): readonly FormatGroup[] {
  const named = formats.filter(({ id }) => !id.startsWith('plain'));
  const groupOf = (id: string): string => GROUPS.find(({ ids }) => ids.test(id))?.title ?? OTHERS;
  const groups = SHOWN.map((title) => ({
    title,
    names: [...new Set(named.filter(({ id }) => groupOf(id) === title).map((format) => shortTitle(format.title)))],
  })).filter(({ names }) => names.length > 0);
  return [
    ...groups,
    { title: 'Anything else', names: ['Plain text', 'with multi-line records joined'] },
    { title: 'Packed', names: ['gz', 'zst'] },
    { title: 'Encoding', names: ['UTF-8'] },
  ];
}

/** `Syslog (RFC 5424)` is `Syslog` here, `PostgreSQL log` is `PostgreSQL`: the list is for recognising, not for choosing. */
function shortTitle(title: string): string {
  return title.replace(/ \([^)]*\)/, '').replace(/(?<!container|component)(?: server)? log$/, '');
}
