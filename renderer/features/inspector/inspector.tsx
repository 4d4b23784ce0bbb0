import { type KeyboardEvent, useState } from 'react';
import { useStore } from 'zustand';
import { useClient, useServices, useSession, useView } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatCount } from '../../format/count.ts';
import { IconButton } from '../../widgets/button.tsx';
import { AnomalyDetail } from '../anomalies/anomaly-detail.tsx';
import { ChangeDetail } from '../compare/change-detail.tsx';
import { PatternDetail } from './pattern-detail.tsx';
import { CopyPinned, Pinned } from './pinned.tsx';

type Part = 'pattern' | 'pinned';

/** Beside the results: all about the selected anomaly, change or pattern, or what has been pinned. */
export function InspectorPanel() {
  const { tab, selection } = useView((state) => ({ tab: state.tab, selection: state.selection }));
  const changeId = tab === 'compare' && selection?.kind === 'change' ? selection.id : undefined;
  if (tab === 'anomalies') return <AnomalyDetail id={selection?.kind === 'anomaly' ? selection.id : undefined} />;
  return changeId === undefined ? <PatternOrPinned /> : <ChangeDetail id={changeId} />;
}

function PatternOrPinned() {
  const client = useClient();
  const { view } = useServices();
  const patternId = useView((state) => (state.selection?.kind === 'pattern' ? state.selection.id : undefined));
  const { investigationId, revision } = useSession((session) => ({
    investigationId: session.investigation?.id,
    revision: session.revision,
  }));
  const [part, setPart] = useState<Part>('pattern');
  const marksVersion = useView((state) => state.marksVersion);
  const marks = useEngineQuery(
    investigationId,
    (signal) => client.listMarks({ investigationId: investigationId ?? '' }, { signal }),
    revision + marksVersion,
  );
  const count = marks.data?.marks.length ?? 0;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const next = part === 'pattern' ? 'pinned' : 'pattern';
    setPart(next);
    document.getElementById(`insp-tab-${next}`)?.focus();
  };
  const tab = (own: Part) => ({
    id: `insp-tab-${own}`,
    type: 'button' as const,
    role: 'tab',
    className: 'insp-tab',
    'aria-selected': part === own,
    'aria-controls': 'insp-part',
    tabIndex: part === own ? 0 : -1,
    onClick: () => setPart(own),
  });
  return (
    <>
      <div className="insp-h">
        <div role="tablist" aria-label="Details" className="row-f" onKeyDown={onKeyDown}>
          <button {...tab('pattern')}>
            Pattern {patternId !== undefined && <span className="mono dim small">{patternId.slice(0, 6)}</span>}
          </button>
          <button {...tab('pinned')}>Pinned {count > 0 && <span className="dim">{formatCount(count)}</span>}</button>
        </div>
        <span className="sp" />
        {part === 'pinned' && count > 0 && <CopyPinned marks={marks.data?.marks ?? []} />}
        {part === 'pattern' && patternId !== undefined && (
          <>
            <Steps />
            <IconButton icon="x" label="Close the details" onClick={() => view.select(undefined)} />
          </>
        )}
      </div>
      <div id="insp-part" role="tabpanel" aria-labelledby={`insp-tab-${part}`} className="insp-part">
        {part === 'pinned' ? (
          <Pinned marks={marks} />
        ) : patternId === undefined ? (
          <NothingSelected />
        ) : (
          <PatternDetail patternId={patternId} />
        )}
      </div>
    </>
  );
}

/** To the rows above and below of the table, where the table is shown. */
function Steps() {
  const { commands } = useServices();
  const hasTable = useStore(commands, (state) => state.commands.some(({ id }) => id === 'pattern.next'));
  if (!hasTable) return null;
  return (
    <>
      <IconButton icon="up" label="Previous pattern (K)" onClick={() => commands.run('pattern.previous')} />
      <IconButton icon="down" label="Next pattern (J)" className="insp-next" onClick={() => commands.run('pattern.next')} />
    </>
  );
}

function NothingSelected() {
  return (
    <div className="empty insp-empty">
      <h3>No pattern is selected</h3>
      <p>Select a pattern to see how often it occurs, what its variables hold, and examples.</p>
    </div>
  );
}
