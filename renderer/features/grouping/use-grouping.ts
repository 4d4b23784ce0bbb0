import { useCallback, useState } from 'react';
import type { Pattern } from '#contract/explore.ts';
import { useClient, useFilter, useSession } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { type Detail, groupedRows, type Item, isGroupLevel, patternItem, rowsWithForms } from './grouped-rows.ts';

export interface Grouping {
  readonly detail: Detail;
  setDetail(detail: Detail): void;
  /** The rows of the table at this detail; the rows alone until the engine has answered. */
  items(rows: readonly Pattern[]): Item[];
  /** Closes or opens a group. */
  toggle(groupId: string): void;
}

const MAX_FORMS = 20_000;

/** The detail at which patterns are shown, and what the engine says about it. */
export function useGrouping(): Grouping {
  const client = useClient();
  const asked = useFilter();
  const revision = useSession((session) => session.revision);
  const [detail, setDetail] = useState<Detail>('patterns');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const filter = asked?.filter ?? { investigationId: '' };
  const keyOf = (isWanted: boolean): string | undefined => (isWanted && asked !== undefined ? `${asked.key} ${detail}` : undefined);
  const groups = useEngineQuery(
    keyOf(isGroupLevel(detail)),
    (signal) => client.groupPatterns({ filter, level: isGroupLevel(detail) ? detail : 'topics' }, { signal }),
    revision,
  );
  const forms = useEngineQuery(keyOf(detail === 'forms'), (signal) => client.listForms({ filter, limit: MAX_FORMS }, { signal }), revision);
  const items = useCallback(
    (rows: readonly Pattern[]): Item[] => {
      if (isGroupLevel(detail) && groups.data !== undefined) return groupedRows(rows, groups.data.groups, closed);
      if (detail === 'forms' && forms.data !== undefined) return rowsWithForms(rows, forms.data.forms);
      return rows.map(patternItem);
    },
    [detail, groups.data, forms.data, closed],
  );
  const toggle = useCallback((groupId: string): void => {
    setClosed((now) => (now.has(groupId) ? new Set([...now].filter((id) => id !== groupId)) : new Set([...now, groupId])));
  }, []);
  return { detail, setDetail, items, toggle };
}
