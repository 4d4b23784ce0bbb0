import { useMemo } from 'react';
import type { Command } from '../../app/commands.ts';
import { useCommands, useSession } from '../../app/services.tsx';
import { Button } from '../../widgets/button.tsx';
import { useDraft } from './draft-context.tsx';
import { ExportDialog } from './export/export-dialog.tsx';
import { PublishDialog } from './publish/publish-dialog.tsx';

/** Where policies that are on go: into the file of another program, or to a policy server. */
export type Outlet = 'export' | 'publish';

export function OutletButtons({ onOpen }: { onOpen(outlet: Outlet): void }) {
  const canLeave = useDraft(({ policies }) => policies.some(({ enabled }) => enabled));
  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: 'policy.export',
        title: 'Export policies',
        group: 'General',
        keys: ['Ctrl+E'],
        icon: 'out',
        enabled: () => canLeave,
        run: () => onOpen('export'),
      },
      {
        id: 'policy.publish',
        title: 'Publish policies',
        group: 'General',
        icon: 'pub',
        enabled: () => canLeave,
        run: () => onOpen('publish'),
      },
    ],
    [canLeave, onOpen],
  );
  useCommands(commands);
  return (
    <div className="row-f pol-outlets">
      <Button icon="out" keys="Ctrl+E" disabled={!canLeave} onClick={() => onOpen('export')}>
        Export
      </Button>
      <Button kind="primary" icon="pub" disabled={!canLeave} onClick={() => onOpen('publish')}>
        Publish
      </Button>
    </div>
  );
}

export function OutletDialog({ outlet, onClose }: { outlet: Outlet | undefined; onClose(): void }) {
  const policies = useDraft((state) => state.policies);
  const investigation = useSession((session) => session.investigation);
  const on = useMemo(() => policies.filter(({ enabled }) => enabled), [policies]);
  if (outlet === undefined || investigation === undefined) return null;
  return outlet === 'export' ? (
    <ExportDialog investigationId={investigation.id} policies={on} name={investigation.name} onClose={onClose} />
  ) : (
    <PublishDialog policies={on} name={investigation.name} onClose={onClose} />
  );
}
