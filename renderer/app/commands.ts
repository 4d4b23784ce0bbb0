import { createStore, type StoreApi } from 'zustand/vanilla';
import type { IconName } from '../widgets/icon.tsx';

export type CommandGroup = 'General' | 'Open' | 'Views' | 'Filters' | 'Rows' | 'Timeline' | 'Panels' | 'Time';

/** Something a person can do: one entry for key handling, command palette and shortcuts sheet. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  /** `Ctrl+Shift+O`, `G H` (one after the other), `?`, `Alt+Left`. Ctrl is Cmd on macOS. The first is the one shown. */
  readonly keys?: readonly string[];
  readonly icon?: IconName;
  /** Said behind the title in the palette. */
  readonly hint?: string;
  /** Absent: always. A command that cannot run is not offered and its keys do nothing. */
  enabled?(): boolean;
  run(): void;
  /** In the shortcuts sheet and on the keyboard only, not in the palette (row movement for example). */
  readonly hidden?: boolean;
  /** Handled by the element with the focus itself; listed in the sheet, never dispatched from here. */
  readonly documentedOnly?: boolean;
}

export interface CommandRegistry extends StoreApi<{ readonly commands: readonly Command[] }> {
  /** A later registration of the same id or key wins until it leaves. Returns the way to leave. */
  register(commands: readonly Command[]): () => void;
  get(id: string): Command | undefined;
  /** Runs the command when it exists and is enabled. */
  run(id: string): boolean;
}

export function createCommandRegistry(): CommandRegistry {
  const sets = new Set<readonly Command[]>();
  const store = createStore<{ readonly commands: readonly Command[] }>(() => ({ commands: [] }));
  const publish = (): void => {
    const byId = new Map<string, Command>();
    for (const set of sets) for (const command of set) byId.set(command.id, command);
    store.setState({ commands: [...byId.values()] });
  };
  const get = (id: string): Command | undefined => store.getState().commands.find((command) => command.id === id);
  return {
    ...store,
    register: (commands) => {
      // A copy, so that the same array registered twice leaves once each.
      const own = [...commands];
      sets.add(own);
      publish();
      return () => {
        sets.delete(own);
        publish();
      };
    },
    get,
    run: (id) => {
      const command = get(id);
      if (command === undefined || !isEnabled(command)) return false;
      command.run();
      return true;
    },
  };
}

export function isEnabled(command: Command): boolean {
  return command.enabled?.() ?? true;
}
