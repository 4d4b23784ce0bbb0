import type { Pattern } from '#contract/explore.ts';
import { usePlatform, useServices } from '../../app/services.tsx';
import type { MenuItem } from '../../widgets/menu.tsx';
import { narrowedToPattern, patternTerm, withoutPattern } from './pattern-terms.ts';

export interface PatternActions {
  showRecords(): void;
  only(): void;
  exclude(): void;
  makePolicy(): void;
  copyTemplate(): Promise<void>;
  copyExpression(source: string): Promise<void>;
  /** The same actions for a menu. */
  readonly menu: readonly MenuItem[];
}

/** What can be done to a pattern, from its row, its menu and the inspector. */
export function usePatternActions(): (pattern: Pick<Pattern, 'id' | 'template'>) => PatternActions {
  const { query, view, overlay, session } = useServices();
  const platform = usePlatform();
  return ({ id, template }) => {
    const change = (to: (query: string, patternId: string) => string) => (): void => query.setText(to(query.getState().text, id));
    const copy = async (text: string, said: string): Promise<void> => {
      try {
        await platform.copyText(text);
        overlay.say(said);
      } catch (problem) {
        overlay.fail({ title: 'It could not be copied', message: problem instanceof Error ? problem.message : String(problem) });
      }
    };
    const only = change(narrowedToPattern);
    const exclude = change(withoutPattern);
    const showRecords = (): void => {
      only();
      view.setTab('records');
    };
    const makePolicy = (): void => {
      view.makePolicyOf(id);
      session.show('policies');
    };
    const copyTemplate = (): Promise<void> => copy(template, 'Copied the template');
    const term = patternTerm(id);
    return {
      showRecords,
      only,
      exclude,
      makePolicy,
      copyTemplate,
      copyExpression: (source) => copy(source, 'Copied the expression'),
      menu: [
        { id: 'records', label: 'Show the records', icon: 'para', keys: 'R', run: showRecords },
        { id: 'only', label: 'Only this pattern', icon: 'filter', keys: 'A', run: only },
        { id: 'exclude', label: 'Exclude this pattern', icon: 'minus', keys: 'X', run: exclude },
        { id: 'policy', label: 'Make a policy', icon: 'shield', keys: 'M', run: makePolicy },
        { id: 'copy', label: 'Copy the template', icon: 'copy', keys: 'C', run: () => void copyTemplate() },
        { id: 'term', label: 'Copy as filter', hint: term, icon: 'copy', run: () => void copy(term, `Copied ${term}`) },
      ],
    };
  };
}
