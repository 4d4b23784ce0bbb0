import { createStore, type StoreApi } from 'zustand/vanilla';

export type Dialog =
  | { readonly kind: 'palette'; readonly prefix: string }
  | { readonly kind: 'ask'; readonly question: string }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'settings'; readonly page?: 'Explanations' }
  | { readonly kind: 'sources'; readonly page: 'files' | 'posthog' | 'loki' | 'otlp' }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'delete'; readonly investigationId: string; readonly name: string }
  | { readonly kind: 'rename' }
  | { readonly kind: 'save-view' };

export interface Toast {
  readonly text: string;
  /** Undoes what the toast reports. */
  readonly undo?: () => void;
  readonly serial: number;
}

/** What failed outside any panel: an upload, opening an investigation. Stays until dismissed. */
export interface Problem {
  readonly title: string;
  readonly message: string;
}

export interface OverlayState {
  readonly dialog: Dialog | undefined;
  readonly toast: Toast | undefined;
  readonly problem: Problem | undefined;
  /** What the window is busy with before the engine has the files: `Copying 3 files, 41%`. */
  readonly transfer: { readonly label: string; readonly share: number; cancel(): void } | undefined;
}

export interface OverlayStore extends StoreApi<OverlayState> {
  open(dialog: Dialog): void;
  close(): void;
  say(text: string, undo?: () => void): void;
  hush(): void;
  fail(problem: Problem | undefined): void;
  setTransfer(transfer: OverlayState['transfer']): void;
}

export function createOverlayStore(): OverlayStore {
  const store = createStore<OverlayState>(() => ({ dialog: undefined, toast: undefined, problem: undefined, transfer: undefined }));
  const { getState, setState } = store;
  return {
    ...store,
    open: (dialog) => setState({ dialog }),
    close: () => setState({ dialog: undefined }),
    say: (text, undo) => setState({ toast: { text, ...(undo ? { undo } : {}), serial: (getState().toast?.serial ?? 0) + 1 } }),
    hush: () => setState({ toast: undefined }),
    fail: (problem) => setState({ problem }),
    setTransfer: (transfer) => setState({ transfer }),
  };
}
