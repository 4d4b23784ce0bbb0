import type { Change } from '#contract/compare.ts';
import { useServices, useView } from '../../app/services.tsx';
import { narrowedToPattern } from '../patterns/pattern-terms.ts';

export interface ChangeActions {
  /** The records of the pattern in B, in A where B has none. */
  showRecords(change: Change): void;
  showPattern(change: Change): void;
}

export function useChangeActions(): ChangeActions {
  const { query, view } = useServices();
  const windows = useView((state) => state.windows);
  return {
    showRecords: ({ patternId, b }) => {
      query.setText(narrowedToPattern(query.getState().text, patternId));
      query.setRange(b.count > 0 ? windows?.b : windows?.a);
      view.setTab('records');
    },
    showPattern: ({ patternId }) => {
      view.setTab('patterns');
      view.select({ kind: 'pattern', id: patternId });
    },
  };
}
