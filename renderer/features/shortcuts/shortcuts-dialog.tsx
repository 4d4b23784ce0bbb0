import { useStore } from 'zustand';
import type { Command } from '../../app/commands.ts';
import { useServices } from '../../app/services.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { Kbd } from '../../widgets/kbd.tsx';
import { groupedShortcuts } from './grouped-shortcuts.ts';

/** Every key that does something now, read from the commands themselves. */
export function ShortcutsDialog({ onClose }: { onClose(): void }) {
  const { commands } = useServices();
  const all: readonly Command[] = useStore(commands, (state) => state.commands);
  return (
    <Dialog title="Shortcuts" width={760} onClose={onClose}>
      <div className="keys-cols">
        {groupedShortcuts(all).map(({ group, entries }) => (
          <section key={group} className="keys-group">
            <h3>{group}</h3>
            <ul>
              {entries.map((command) => (
                <li key={command.id}>
                  <span>{command.title}</span>
                  <span className="row-f">
                    {command.keys?.map((keys) => (
                      <Kbd key={keys} keys={keys} />
                    ))}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
