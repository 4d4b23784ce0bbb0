import type { output } from 'zod';
import type { FormatInfo } from '#contract/investigations.ts';

export interface FormatGroup {
  readonly title: string;
  readonly names: readonly string[];
}

const GROUPS: readonly { readonly title: string; readonly ids: RegExp }[] = [
  { title: 'Structured', ids: /json|logfmt|csv|otlp/ },
  { title: 'Servers', ids: /nginx|apache|access|haproxy|envoy|iis|postgres|mysql/ },
  { title: 'Systems', ids: /syslog|journal|docker|cri|kubernetes|cloudwatch|android/ },
  { title: 'Libraries', ids: /log4j|logback|python|java|ruby|go|rails|dotnet|bracket/ },
];

/** The formats the engine says it reads, in the groups of the start screen. Compression and encodings are facts of the reader. */
export function formatGroups(formats: readonly output<typeof FormatInfo>[]): readonly FormatGroup[] {
  const isPlain = (id: string): boolean => /^(plain|text)/.test(id);
  const groupOf = (id: string): string => GROUPS.find(({ ids }) => ids.test(id))?.title ?? 'Others';
  const named = formats.filter(({ id }) => !isPlain(id));
  const groups = [...GROUPS.map(({ title }) => title), 'Others']
    .map((title) => ({ title, names: named.filter(({ id }) => groupOf(id) === title).map((format) => format.title) }))
    .filter(({ names }) => names.length > 0);
  return [
    ...groups,
    { title: 'Anything else', names: ['Plain text', 'with multi-line records joined'] },
    { title: 'Packed', names: ['gz', 'zst'] },
    { title: 'Encoding', names: ['UTF-8'] },
  ];
}
