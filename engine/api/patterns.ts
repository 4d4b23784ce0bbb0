import type { Handlers } from '../contract/definition.ts';
import type { patternsApi } from '../contract/patterns.ts';
import type { ExploreHost } from './explore.ts';

/** What is coarser and finer than patterns. */
export function patternsHandlers(host: Pick<ExploreHost, 'get'>): Handlers<typeof patternsApi> {
  return {
    groupPatterns: async ({ filter, level }, { signal }) => {
      const { groups, patterns, records } = await host.get(filter.investigationId).pool.explorer.groups(filter, level, signal);
      return { groups: groups.map((group) => ({ ...group, parts: group.parts?.slice() })), patterns, records };
    },

    listForms: async ({ filter, patternId, limit }, { signal }) => {
      const { forms, complete } = await host.get(filter.investigationId).pool.explorer.forms(filter, patternId, signal);
      return { forms: forms.slice(0, limit), total: forms.length, complete };
    },

    listMatchers: async ({ investigationId, patternIds }, { signal }) => {
      const matchers = await host.get(investigationId).pool.explorer.matchers(signal, patternIds);
      return { matchers: matchers.map((matcher) => ({ ...matcher, offenders: [...matcher.offenders] })) };
    },
  };
}
