import { type KeyboardEvent, useMemo, useState } from 'react';
import { AnomaliesTab } from '../features/anomalies/anomalies.tsx';
import { AnomaliesProvider, useAnomalies } from '../features/anomalies/anomalies-answer.tsx';
import { useAnomalyCommands } from '../features/anomalies/use-anomaly-commands.ts';
import { CompareTab } from '../features/compare/compare.tsx';
import { ComparisonProvider, useComparison } from '../features/compare/comparison.tsx';
import { useCompareCommands } from '../features/compare/use-compare-commands.ts';
import { ExplanationsProvider } from '../features/explanation/use-explanation.tsx';
import { FacetsPanel } from '../features/facets/facets.tsx';
import { InspectorPanel } from '../features/inspector/inspector.tsx';
import { PatternsTab } from '../features/patterns/patterns.tsx';
import { QueryBar } from '../features/query/query-bar.tsx';
import { FilesPanel } from '../features/reading/files-panel.tsx';
import { IngestStrip } from '../features/reading/ingest-strip.tsx';
import { RecordsTab } from '../features/records/records.tsx';
import { TimelinePanel } from '../features/timeline/timeline.tsx';
import { formatShortCount } from '../format/count.ts';
import { IconButton } from '../widgets/button.tsx';
import { ErrorBoundary } from '../widgets/error-boundary.tsx';
import type { Command } from './commands.ts';
import { useFilterTotals } from './filter-totals.tsx';
import { Resizer } from './resizer.tsx';
import { useCommands, useServices, useSettings, useView } from './services.tsx';
import { FACETS_WIDTH, INSPECTOR_WIDTH } from './stores/settings.ts';
import type { Tab } from './stores/view.ts';
import { TabToolsHost } from './tab-tools.tsx';
import { useWidthClass } from './use-window-width.ts';

/** Query bar, strip, facets, centre and inspector: the screen in which logs are investigated. */
export function InvestigateFrame() {
  return (
    <AnomaliesProvider>
      <ExplanationsProvider>
        <ComparisonProvider>
          <Frame />
        </ComparisonProvider>
      </ExplanationsProvider>
    </AnomaliesProvider>
  );
}

function Frame() {
  const { settings } = useServices();
  const layout = useLayout();
  useFrameCommands();
  useAnomalyCommands();
  useCompareCommands();
  return (
    <>
      <ErrorBoundary name="The query bar">
        <QueryBar />
      </ErrorBoundary>
      <IngestStrip />
      <main className="body" style={{ gridTemplateColumns: layout.columns }}>
        {layout.facets === 'panel' && (
          <aside className="panel facets" aria-label="Filters" data-region="facets">
            <ErrorBoundary name="The filters">
              <FacetsPanel />
            </ErrorBoundary>
            <Resizer
              label="Width of the filters"
              edge="right"
              width={layout.facetsWidth}
              {...FACETS_WIDTH}
              onChange={(facetsWidth) => settings.getState().facetsWidth !== facetsWidth && settings.change({ facetsWidth })}
            />
          </aside>
        )}
        {layout.facets === 'drawer' && <FacetsBar />}
        <Centre />
        {layout.inspector !== 'hidden' && (
          <aside
            className={layout.inspector === 'drawer' ? 'panel insp drawer insp-drawer' : 'panel insp'}
            style={layout.inspector === 'drawer' ? { width: layout.inspectorWidth } : undefined}
            aria-label="Details"
            data-region="inspector"
          >
            <Resizer
              label="Width of the details"
              edge="left"
              width={layout.inspectorWidth}
              {...INSPECTOR_WIDTH}
              onChange={(inspectorWidth) => settings.change({ inspectorWidth })}
            />
            <ErrorBoundary name="The details">{layout.filesShown ? <FilesPanel /> : <InspectorPanel />}</ErrorBoundary>
          </aside>
        )}
      </main>
    </>
  );
}

interface Layout {
  readonly columns: string;
  readonly facets: 'panel' | 'drawer' | 'hidden';
  readonly inspector: 'panel' | 'drawer' | 'hidden';
  readonly facetsWidth: number;
  readonly inspectorWidth: number;
  readonly filesShown: boolean;
}

function useLayout(): Layout {
  const size = useWidthClass();
  const kept = useSettings(({ facetsWidth, inspectorWidth, facetsHidden, inspectorHidden }) => ({
    facetsWidth,
    inspectorWidth,
    facetsHidden,
    inspectorHidden,
  }));
  const { filesShown, hasSelection, isWide } = useView((view) => ({
    filesShown: view.filesShown,
    hasSelection: view.selection !== undefined,
    isWide: view.tab === 'anomalies',
  }));
  const inspectorWidth = kept.inspectorWidth ?? (isWide ? 480 : size === 'wide' ? 420 : 344);
  const facets = size === 'narrow' ? 'drawer' : kept.facetsHidden ? 'hidden' : 'panel';
  const wanted = filesShown || !kept.inspectorHidden;
  const inspector = !wanted ? 'hidden' : size !== 'narrow' ? 'panel' : filesShown || hasSelection ? 'drawer' : 'hidden';
  const columns = [
    facets === 'panel' ? `${kept.facetsWidth}px` : facets === 'drawer' ? '36px' : undefined,
    'minmax(0, 1fr)',
    inspector === 'panel' ? `${inspectorWidth}px` : undefined,
  ];
  return {
    columns: columns.filter((column) => column !== undefined).join(' '),
    facets,
    inspector,
    facetsWidth: kept.facetsWidth,
    inspectorWidth,
    filesShown,
  };
}

/** In narrow windows the facets are one button that opens them over the table. */
function FacetsBar() {
  const [open, setOpen] = useState(false);
  const width = useSettings((settings) => settings.facetsWidth);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    setOpen(false);
  };
  return (
    <aside className="facets-bar" aria-label="Filters" data-region="facets" onKeyDown={onKeyDown}>
      <IconButton icon="filter" label={open ? 'Close filters' : 'Filters'} aria-expanded={open} onClick={() => setOpen(!open)} />
      {open && (
        <div className="panel facets drawer facets-drawer" style={{ width }}>
          <FacetsPanel />
        </div>
      )}
    </aside>
  );
}

const TABS: readonly { readonly id: Tab; readonly title: string }[] = [
  { id: 'patterns', title: 'Patterns' },
  { id: 'records', title: 'Records' },
  { id: 'anomalies', title: 'Anomalies' },
  { id: 'compare', title: 'Compare' },
];

function Centre() {
  const { view } = useServices();
  const tab = useView((state) => state.tab);
  const totals = useFilterTotals();
  const [toolsHost, setToolsHost] = useState<HTMLElement | null>(null);
  const { data: comparison } = useComparison();
  const { data: anomalies } = useAnomalies().answer;
  const badge = {
    patterns: totals.patterns,
    records: totals.records,
    anomalies: anomalies?.total,
    compare: comparison?.changes.length,
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = TABS.findIndex(({ id }) => id === tab);
    const next = TABS[(at + step + TABS.length) % TABS.length];
    if (next === undefined) return;
    view.setTab(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <section className="panel" aria-label="Results">
      <div data-region="timeline" className="region-timeline">
        <ErrorBoundary name="The timeline">
          <TimelinePanel />
        </ErrorBoundary>
      </div>
      <div className="tabs">
        <div role="tablist" aria-label="Results" className="tablist" onKeyDown={onKeyDown} data-region="tabs">
          {TABS.map(({ id, title }) => (
            <button
              key={id}
              id={`tab-${id}`}
              type="button"
              role="tab"
              className="tab"
              aria-selected={tab === id}
              aria-controls="results"
              tabIndex={tab === id ? 0 : -1}
              onClick={() => view.setTab(id)}
            >
              {title}{' '}
              {((id !== 'compare' && id !== 'anomalies') || badge[id] !== undefined) && (
                <span className={totals.phase === 'quiet' ? 'n' : 'n is-busy'}>
                  {formatShortCount(badge[id], { partial: totals.partial })}
                </span>
              )}
            </button>
          ))}
        </div>
        <div className="row-f" ref={setToolsHost} />
      </div>
      <div id="results" role="tabpanel" aria-labelledby={`tab-${tab}`} className="tabpanel" data-region="table">
        <TabToolsHost.Provider value={toolsHost ?? undefined}>
          <ErrorBoundary key={tab} name="The table">
            {tab === 'patterns' ? (
              <PatternsTab />
            ) : tab === 'records' ? (
              <RecordsTab />
            ) : tab === 'anomalies' ? (
              <AnomaliesTab />
            ) : (
              <CompareTab />
            )}
          </ErrorBoundary>
        </TabToolsHost.Provider>
      </div>
    </section>
  );
}

function useFrameCommands(): void {
  const { view, query, settings, session, history, overlay } = useServices();
  const commands = useMemo<readonly Command[]>(
    () => [
      { id: 'tab.patterns', title: 'Show patterns', group: 'Views', keys: ['1'], icon: 'rows', run: () => view.setTab('patterns') },
      { id: 'tab.records', title: 'Show records', group: 'Views', keys: ['2'], icon: 'para', run: () => view.setTab('records') },
      {
        id: 'rows.move',
        title: 'To an end, a page on or back',
        group: 'Rows',
        keys: ['Home', 'End', 'PgUp', 'PgDn'],
        hidden: true,
        documentedOnly: true,
        run: () => undefined,
      },
      {
        id: 'rows.open',
        title: "Open the pattern's records, the record's fields",
        group: 'Rows',
        keys: ['Enter'],
        hidden: true,
        documentedOnly: true,
        run: () => undefined,
      },
      {
        id: 'history.back',
        title: 'Back one view',
        group: 'Views',
        keys: ['Alt+Left', 'Ctrl+Z'],
        icon: 'left',
        enabled: () => history.getState().past.length > 0,
        run: history.back,
      },
      {
        id: 'history.forward',
        title: 'Forward one view',
        group: 'Views',
        keys: ['Alt+Right', 'Ctrl+Shift+Z'],
        icon: 'right',
        enabled: () => history.getState().future.length > 0,
        run: history.forward,
      },
      {
        id: 'view.save',
        title: 'Save view',
        group: 'Views',
        keys: ['Ctrl+S'],
        icon: 'plus',
        run: () => overlay.open({ kind: 'save-view' }),
      },
      {
        id: 'panel.facets',
        title: 'Show or hide the filters',
        group: 'Panels',
        keys: ['Ctrl+B'],
        icon: 'filter',
        run: () => settings.change({ facetsHidden: !settings.getState().facetsHidden }),
      },
      {
        id: 'panel.inspector',
        title: 'Show or hide the details',
        group: 'Panels',
        keys: ['Ctrl+Alt+B'],
        icon: 'cols',
        run: () => settings.change({ inspectorHidden: !settings.getState().inspectorHidden }),
      },
      {
        id: 'panel.files',
        title: 'Files being read',
        group: 'Panels',
        keys: ['I'],
        icon: 'file',
        run: () => view.showFiles(!view.getState().filesShown),
      },
      {
        id: 'filter.clear',
        title: 'Clear all filters',
        group: 'Filters',
        keys: ['Shift+Esc'],
        icon: 'x',
        enabled: () => query.getState().text !== '' || query.getState().range !== undefined,
        run: query.clear,
      },
      {
        id: 'time.jump',
        title: 'Jump to a time',
        group: 'Time',
        keys: ['T'],
        icon: 'clock',
        run: () => overlay.open({ kind: 'palette', prefix: ':' }),
      },
      {
        id: 'range.whole',
        title: 'Whole time range',
        group: 'Time',
        keys: ['0'],
        icon: 'clock',
        enabled: () => query.getState().range !== undefined,
        run: () => query.setRange(undefined),
      },
      {
        id: 'escape',
        title: 'Close, then clear the selected time',
        group: 'General',
        keys: ['Esc'],
        hidden: true,
        enabled: () => {
          const { filesShown, selection, brush } = view.getState();
          return filesShown || selection !== undefined || brush !== undefined || query.getState().range !== undefined;
        },
        run: () => {
          const { filesShown, selection, brush } = view.getState();
          if (filesShown) view.showFiles(false);
          else if (selection !== undefined) view.select(undefined);
          else if (brush !== undefined) view.setBrush(undefined);
          else query.setRange(undefined);
        },
      },
      {
        id: 'view.reading',
        title: 'How the files are read',
        group: 'Views',
        icon: 'file',
        run: () => session.show('reading'),
      },
    ],
    [view, query, settings, session, history, overlay],
  );
  useCommands(commands);
}
