import { useCallback, useMemo } from 'react';
import { useStore } from 'zustand';
import type { FilterNode } from '#base/filter/ast.ts';
import { withCondition, withOnlyValue, withValueExcluded } from '#base/filter/tokens.ts';
import type { LogsiftClient } from '#contract/api.ts';
import type { Pattern } from '#contract/explore.ts';
import { type Command, isEnabled } from '../../app/commands.ts';
import { useArrangement, useClient, useFilter, useServices, useSession, useTimeFormat } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatCount, plural } from '../../format/count.ts';
import { templateText } from '../../format/template.ts';
import type { IconName } from '../../widgets/icon.tsx';
import { viewWords } from '../views/view-words.ts';
import { splitPrefix, timeOf } from './palette-query.ts';
import { best, type Match } from './rank.ts';
import { variableSpans } from './segments.ts';

export interface Entry {
  readonly id: string;
  readonly group:
    | 'Commands'
    | 'Time'
    | 'Saved views'
    | 'Fields and values'
    | 'Patterns'
    | 'Patterns by meaning'
    | 'Ask'
    | 'Records'
    | 'Investigations';
  readonly icon: IconName;
  readonly text: string;
  readonly match: Match;
  readonly isMono?: boolean;
  /** Spans of the text that are variables of a pattern. */
  readonly variables?: readonly (readonly [number, number])[];
  readonly hint?: string;
  readonly keys?: string;
  /** A word in a cap instead of keys: a level. */
  readonly cap?: string;
  run(): void;
  /** Alt+Enter: the opposite, where there is one. */
  exclude?(): void;
}

const LIMIT = 6;
const NO_MATCH: Match = { score: 0, hits: [] };

/** Everything the palette offers for what was typed, in the order of its groups. */
export function useEntries(typed: string): {
  readonly entries: readonly Entry[];
  readonly busy: boolean;
  /** Why patterns cannot be found by meaning, where that is asked for. */
  readonly problem: string | undefined;
} {
  const { scope, query } = splitPrefix(typed);
  const client = useClient();
  const id = useSession((session) => session.investigation?.id);
  const wants = (group: typeof scope): boolean => scope === 'all' || scope === group;

  const commands = useCommandEntries(wants('commands') ? query : undefined, scope === 'all' ? 5 : 40);
  const time = useTimeEntry(wants('time') ? query : undefined);
  const filter = { investigationId: id ?? '' };
  const patterns = useEngineQuery(id !== undefined && wants('patterns') ? `palette-patterns|${id}` : undefined, (signal) =>
    client.listPatterns({ filter, limit: 5_000, sparkBuckets: 0 }, { signal }),
  );
  const found = useFieldsAndValues(client, id !== undefined && wants('fields') ? id : undefined, query);
  const patternEntries = usePatternEntries(wants('patterns') ? patterns.data?.patterns : undefined, query, scope === 'patterns' ? 40 : 4);
  const meant = useMeantEntries(id !== undefined && wants('meaning') ? id : undefined, query, scope === 'meaning' ? 20 : 4);
  const listed = new Set(patternEntries.map((entry) => entry.id));
  const ask = useAskEntry(scope === 'ask' || (scope === 'all' && isQuestion(query)) ? query : '');
  const records = useRecordEntry(scope === 'all' ? query : '');
  const recent = useRecentEntries(scope === 'all' ? query : '');
  const views = useViewEntries(scope === 'all' ? query : undefined);
  return {
    entries: [
      ...ask,
      ...commands,
      ...time,
      ...views,
      ...found.entries,
      ...patternEntries,
      ...meant.entries.filter((entry) => !listed.has(entry.id)),
      ...records,
      ...recent,
    ],
    busy: patterns.phase !== 'quiet' || found.busy || meant.busy,
    problem: scope === 'meaning' ? meant.problem : undefined,
  };
}

function useCommandEntries(query: string | undefined, limit: number): readonly Entry[] {
  const { commands } = useServices();
  const all = useStore(commands, (state) => state.commands);
  return useMemo(() => {
    if (query === undefined) return [];
    const offered = all.filter((command: Command) => !command.hidden && isEnabled(command));
    return best(query, offered, (command) => command.title, limit).map(({ item, match }) => ({
      id: `command:${item.id}`,
      group: 'Commands',
      icon: item.icon ?? 'right',
      text: item.title,
      match,
      hint: item.hint ?? item.group,
      ...(item.keys?.[0] === undefined ? {} : { keys: item.keys[0] }),
      run: item.run,
    }));
  }, [all, query, limit]);
}

function useTimeEntry(query: string | undefined): readonly Entry[] {
  const { view, session } = useServices();
  const time = useTimeFormat();
  const range = useSession((state) => state.investigation?.range);
  if (query === undefined || range === undefined) return [];
  const us = timeOf(query, range, time.offsetMinutes(range.fromUs));
  if (us === undefined) return [];
  const run = (): void => {
    session.show('investigate');
    view.jumpTo(us);
  };
  return [
    {
      id: 'time',
      group: 'Time',
      icon: 'clock',
      text: `Jump to ${time.date(us)} ${time.time(us)}`,
      match: NO_MATCH,
      hint: time.zoneName,
      run,
    },
  ];
}

function useViewEntries(query: string | undefined): readonly Entry[] {
  const { history, session } = useServices();
  const time = useTimeFormat();
  const views = useArrangement((state) => state.views);
  if (query === undefined) return [];
  return best(query, views, (view) => view.name, LIMIT).map(({ item, match }) => ({
    id: `view:${item.name}`,
    group: 'Saved views',
    icon: item.look.tab === 'patterns' ? 'rows' : 'para',
    text: item.name,
    match,
    hint: viewWords(item.look, time),
    run: () => {
      session.show('investigate');
      history.go(item.look);
    },
  }));
}

/** Fields by name, and values of the fields whose name fits or, from two letters on, of level and service. */
function useFieldsAndValues(client: LogsiftClient, id: string | undefined, query: string): { entries: readonly Entry[]; busy: boolean } {
  const { query: queryStore, session, overlay } = useServices();
  const asked = useFilter();
  const [name = '', value] = query.split(/[:=]/, 2).map((part) => part.trim());
  const facets = useEngineQuery(id === undefined ? undefined : `palette-facets|${id}`, (signal) =>
    client.listFacets({ filter: { investigationId: id ?? '' } }, { signal }),
  );
  const fields = useMemo(() => {
    const known = facets.data?.fields.map((field) => ({ name: field.name, records: field.records })) ?? [];
    return best(name, known, (field) => field.name, 4);
  }, [facets.data, name]);
  const exact = value === undefined ? undefined : (fields.find(({ item }) => item.name === name)?.item.name ?? fields[0]?.item.name);
  const values = useEngineQuery(exact === undefined || id === undefined ? undefined : `palette-values|${id}|${exact}|${value}`, (signal) =>
    client.getFieldValues({ filter: { investigationId: id ?? '' }, field: exact ?? '', contains: value ?? '', limit: 8 }, { signal }),
  );
  const entries = useMemo<readonly Entry[]>(() => {
    if (id === undefined || query === '' || asked === undefined) return [];
    const show = (change: (text: string) => string) => () => {
      session.show('investigate');
      queryStore.setText(change(queryStore.getState().text));
    };
    const valueEntry = (field: string, one: { value: string; count: number }, match: Match): Entry => ({
      id: `value:${field}=${one.value}`,
      group: 'Fields and values',
      icon: 'filter',
      text: `${field} = ${one.value}`,
      isMono: true,
      match,
      hint: plural(one.count, 'record'),
      run: show((text) => withOnlyValue(text, field, one.value)),
      exclude: show((text) => withValueExcluded(text, field, one.value)),
    });
    if (value !== undefined && exact !== undefined) return (values.data?.values ?? []).map((one) => valueEntry(exact, one, NO_MATCH));
    const listed = [
      ...(facets.data?.levels ?? []).map((one) => ({ field: 'level', one })),
      ...(facets.data?.services ?? []).map((one) => ({ field: 'service', one })),
      ...(facets.data?.sources ?? []).map((one) => ({ field: 'source', one })),
    ];
    const listedEntries = best(query, listed, ({ field, one }) => `${field} = ${one.value}`, 4).map(({ item, match }) =>
      valueEntry(item.field, item.one, match),
    );
    const fieldEntries = fields.map(
      ({ item, match }): Entry => ({
        id: `field:${item.name}`,
        group: 'Fields and values',
        icon: 'filter',
        text: item.name,
        isMono: true,
        match,
        hint: `${formatCount(item.records)} records`,
        run: () => overlay.open({ kind: 'palette', prefix: `@${item.name}:` }),
        exclude: show((text) => withCondition(text, { kind: 'not', part: { kind: 'exists', field: item.name } })),
      }),
    );
    return [...fieldEntries, ...listedEntries].sort((a, b) => b.match.score - a.match.score).slice(0, LIMIT);
  }, [id, query, asked, value, exact, values.data, facets.data, fields, queryStore, session, overlay]);
  return { entries, busy: facets.phase !== 'quiet' || values.phase !== 'quiet' };
}

function usePatternEntries(patterns: readonly Pattern[] | undefined, query: string, limit: number): readonly Entry[] {
  const entryOf = usePatternEntry();
  return useMemo(() => {
    if (patterns === undefined || (query === '' && limit < 10)) return [];
    return best(query, patterns, (pattern) => templateText(pattern.parts), limit).map(({ item, match }) =>
      entryOf(item, 'Patterns', match),
    );
  }, [patterns, query, limit, entryOf]);
}

/** Of so many letters on, a text has a meaning. */
const LEAST_MEANT = 4;

/** Patterns that say what was typed in other words. */
function useMeantEntries(
  id: string | undefined,
  query: string,
  limit: number,
): { readonly entries: readonly Entry[]; readonly busy: boolean; readonly problem: string | undefined } {
  const client = useClient();
  const entryOf = usePatternEntry();
  const { data, phase, error } = useEngineQuery(
    id === undefined || query.length < LEAST_MEANT ? undefined : `palette-meaning|${id}|${query}`,
    (signal) => client.findByMeaning({ filter: { investigationId: id ?? '' }, text: query.slice(0, 500), limit: 20 }, { signal }),
  );
  const entries = useMemo(() => {
    if (id === undefined || query.length < LEAST_MEANT) return [];
    return (data?.found ?? []).slice(0, limit).map(({ pattern }) => entryOf(pattern, 'Patterns by meaning', NO_MATCH));
  }, [id, query, data, limit, entryOf]);
  return { entries, busy: phase !== 'quiet', problem: error instanceof Error ? error.message : undefined };
}

function usePatternEntry(): (pattern: Pattern, group: Entry['group'], match: Match) => Entry {
  const { view, session, query: queryStore } = useServices();
  return useCallback(
    (pattern, group, match) => ({
      id: `pattern:${pattern.id}`,
      group,
      icon: 'rows',
      text: templateText(pattern.parts),
      variables: variableSpans(pattern.parts),
      match,
      hint: [pattern.services[0], formatCount(pattern.count)].filter(Boolean).join(', '),
      cap: pattern.level,
      run: () => {
        session.show('investigate');
        view.setTab('patterns');
        view.select({ kind: 'pattern', id: pattern.id });
      },
      exclude: () => {
        session.show('investigate');
        queryStore.setText(withValueExcluded(queryStore.getState().text, 'pattern', pattern.id));
      },
    }),
    [view, session, queryStore],
  );
}

/** What is asked rather than looked for, where nobody said so with a prefix. */
function isQuestion(text: string): boolean {
  return /\?$/.test(text) || /^(?:how|when|which|what|who|why|where|was|were|did|is|are)\s+\S+\s+\S/i.test(text);
}

function useAskEntry(question: string): readonly Entry[] {
  const { overlay } = useServices();
  const isOpen = useSession((state) => state.investigation !== undefined);
  if (question === '' || !isOpen) return [];
  return [
    {
      id: 'ask',
      group: 'Ask',
      icon: 'para',
      text: question,
      match: NO_MATCH,
      hint: 'answered from records',
      run: () => overlay.open({ kind: 'ask', question }),
    },
  ];
}

function useRecordEntry(query: string): readonly Entry[] {
  const { view, session, query: queryStore } = useServices();
  const isOpen = useSession((state) => state.investigation !== undefined);
  if (query === '' || !isOpen) return [];
  const condition: FilterNode = { kind: 'text', text: query };
  const show = (added: FilterNode): void => {
    session.show('investigate');
    queryStore.setText(withCondition(queryStore.getState().text, added));
    view.setTab('records');
  };
  return [
    {
      id: 'records',
      group: 'Records',
      icon: 'search',
      text: `Search records for “${query}”`,
      match: NO_MATCH,
      hint: 'text',
      keys: 'Ctrl+Enter',
      run: () => show(condition),
      exclude: () => show({ kind: 'not', part: condition }),
    },
  ];
}

function useRecentEntries(query: string): readonly Entry[] {
  const { actions } = useServices();
  const client = useClient();
  const openId = useSession((session) => session.investigation?.id);
  const recent = useEngineQuery(query === '' ? undefined : 'palette-recent', (signal) => client.listRecent({}, { signal }));
  return useMemo(() => {
    const others = recent.data?.investigations.filter((row) => row.available && row.id !== openId) ?? [];
    if (query === '') return [];
    return best(query, others, (row) => row.name, 3).map(({ item, match }) => ({
      id: `recent:${item.id}`,
      group: 'Investigations' as const,
      icon: 'file' as const,
      text: item.name,
      match,
      hint: plural(item.records, 'record'),
      run: () => void actions.openInvestigation(item.id),
    }));
  }, [recent.data, openId, query, actions]);
}
