import { useEffect, useMemo, useState } from 'react';
import { CancelledNote, Failed, SkeletonRows, SlowNote } from '../../app/answer-state.tsx';
import type { Command } from '../../app/commands.ts';
import { useClient, useCommands, useServices, useView } from '../../app/services.tsx';
import { Button } from '../../widgets/button.tsx';
import { ErrorBoundary } from '../../widgets/error-boundary.tsx';
import { PolicyDraftProvider, useDraft, useDraftStore, useSimulation } from './draft-context.tsx';
import { EditPolicy } from './edit-policy.tsx';
import { newPolicy } from './edited-policy.ts';
import { PolicyDetail } from './policy-detail.tsx';
import { PolicyList } from './policy-list.tsx';
import { type Outlet, OutletButtons, OutletDialog } from './policy-outlets.tsx';
import { SavingsSummary } from './savings-summary.tsx';
import { VolumeChart } from './volume-chart.tsx';

/** What is kept of the logs: the policies, what each would do to every record, and what that would cost. */
export function PoliciesScreen({ investigationId }: { investigationId: string }) {
  return (
    <PolicyDraftProvider investigationId={investigationId}>
      <Screen />
    </PolicyDraftProvider>
  );
}

function Screen() {
  const { phase, error, isEmpty, isEditing } = useDraft(({ phase, error, policies, edited }) => ({
    phase,
    error,
    isEmpty: policies.length === 0 && edited === undefined,
    isEditing: edited !== undefined,
  }));
  const store = useDraftStore();
  const answer = useSimulation();
  const [outlet, setOutlet] = useState<Outlet | undefined>(undefined);
  usePolicyCommands();
  useAskedPolicy();
  if (phase === 'failed')
    return (
      <main className="pol-alone">
        <Failed what="The policies could not be read." error={error} onRetry={() => void store.load(new AbortController().signal)} />
      </main>
    );
  if (isEmpty) return <NoPolicies />;
  return (
    <main className="pol">
      <section className="panel pol-main" aria-label="Policies" data-region="policies" aria-busy={answer.phase !== 'quiet'}>
        <SavingsSummary>
          <OutletButtons onOpen={setOutlet} />
        </SavingsSummary>
        {answer.error !== undefined && <Failed what="The policies could not be simulated." error={answer.error} onRetry={answer.retry} />}
        <ErrorBoundary name="The list of policies">
          <PolicyList />
        </ErrorBoundary>
        <VolumeChart />
        <SlowNote answer={answer} />
        <CancelledNote answer={answer} />
      </section>
      <aside className="panel insp pol-detail" aria-label={isEditing ? 'Edit policy' : 'Policy details'} data-region="inspector">
        <ErrorBoundary name="The details">{isEditing ? <EditPolicy /> : <PolicyDetail />}</ErrorBoundary>
      </aside>
      <OutletDialog outlet={outlet} onClose={() => setOutlet(undefined)} />
    </main>
  );
}

/** Nothing yet: what this is for, and how to begin. */
function NoPolicies() {
  const store = useDraftStore();
  const phase = useDraft((state) => state.phase);
  return (
    <main className="pol-alone" data-region="policies">
      {phase === 'loading' ? (
        <SkeletonRows rows={6} />
      ) : (
        <div className="empty">
          <h3>No policies yet</h3>
          <p>
            A policy says which records are kept and which go. Each is tried on every loaded record: what it would have saved, and whether
            an anomaly, a pin or an error would have been lost.
          </p>
          <p className="row-f">
            <Button kind="primary" disabled={phase === 'proposing'} onClick={() => void store.propose()}>
              {phase === 'proposing' ? 'Trying policies on every record …' : 'Find what nobody would miss'}
            </Button>
            <Button icon="plus" onClick={() => store.edit(newPolicy())}>
              New policy
            </Button>
          </p>
        </div>
      )}
    </main>
  );
}

/** Opens the policy of a pattern that was asked for: the one there is already, or a new one. */
function useAskedPolicy(): void {
  const store = useDraftStore();
  const client = useClient();
  const { view, overlay } = useServices();
  const patternId = useView(({ policyOf }) => policyOf);
  const { isReady, investigationId } = useDraft(({ phase, investigationId }) => ({ isReady: phase === 'ready', investigationId }));
  useEffect(() => {
    if (patternId === undefined || !isReady) return undefined;
    const stop = new AbortController();
    client
      .draftPolicy({ investigationId, patternId }, { signal: stop.signal })
      .then(({ policy }) => {
        view.makePolicyOf(undefined);
        store.edit(store.getState().policies.find(({ labels }) => labels.pattern_id === patternId) ?? policy);
      })
      .catch((problem: unknown) => {
        if (stop.signal.aborted) return;
        view.makePolicyOf(undefined);
        overlay.fail({ title: 'No policy could be made', message: problem instanceof Error ? problem.message : String(problem) });
      });
    return () => stop.abort();
  }, [patternId, isReady, investigationId, client, view, overlay, store]);
}

function usePolicyCommands(): void {
  const store = useDraftStore();
  const { session } = useServices();
  const commands = useMemo<readonly Command[]>(() => {
    const hasEdit = (): boolean => store.getState().edited !== undefined;
    const move = (by: number) => (): void => {
      const { policies, selectedId } = store.getState();
      const at = policies.findIndex(({ id }) => id === selectedId);
      store.select(policies[Math.max(0, Math.min(policies.length - 1, at + by))]?.id);
    };
    return [
      {
        id: 'policy.next',
        title: 'Next policy',
        group: 'Rows',
        keys: ['J', 'Down'],
        hidden: true,
        enabled: () => !hasEdit(),
        run: move(1),
      },
      {
        id: 'policy.previous',
        title: 'Previous policy',
        group: 'Rows',
        keys: ['K', 'Up'],
        hidden: true,
        enabled: () => !hasEdit(),
        run: move(-1),
      },
      { id: 'policy.propose', title: 'Find what nobody would miss', group: 'General', icon: 'shield', run: () => void store.propose() },
      { id: 'policy.new', title: 'New policy', group: 'General', icon: 'plus', run: () => store.edit(newPolicy()) },
      {
        id: 'policy.undo',
        title: 'Undo the last change of policies',
        group: 'General',
        keys: ['Ctrl+Z'],
        icon: 'undo',
        enabled: () => store.getState().past.length > 0,
        run: store.undo,
      },
      {
        id: 'policy.save',
        title: 'Save the policy and turn it on',
        group: 'General',
        keys: ['Ctrl+Enter'],
        enabled: hasEdit,
        hidden: true,
        run: () => store.saveEdited(true),
      },
      {
        id: 'policy.leave',
        title: 'Close the edited policy, then go back',
        group: 'General',
        keys: ['Esc'],
        hidden: true,
        run: () => (hasEdit() ? store.edit(undefined) : session.show('investigate')),
      },
    ];
  }, [store, session]);
  useCommands(commands);
}
