import { lazy, Suspense } from 'react';
import { AskDialog } from '../features/ask/ask-dialog.tsx';
import { Palette } from '../features/palette/palette.tsx';
import { ReadingScreen } from '../features/reading/reading-screen.tsx';
import { ShortcutsDialog } from '../features/shortcuts/shortcuts-dialog.tsx';
import { DeleteDialog } from '../features/start/delete-dialog.tsx';
import { PasteDialog } from '../features/start/paste-dialog.tsx';
import { StartScreen } from '../features/start/start-screen.tsx';
import { SaveViewDialog } from '../features/views/save-view-dialog.tsx';
import { ErrorBoundary } from '../widgets/error-boundary.tsx';
import { IconSprite } from '../widgets/icon.tsx';
import { ToastView } from '../widgets/toast.tsx';
import { DropOverlay } from './drop-overlay.tsx';
import { FilterTotalsProvider } from './filter-totals.tsx';
import { useGlobalCommands } from './global-commands.ts';
import { InvestigateFrame } from './investigate-frame.tsx';
import { Notices } from './notices.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { useServices, useSession } from './services.tsx';
import { StatusBar } from './status-bar.tsx';
import { useRootAttributes } from './theme.ts';
import { TitleBar } from './title-bar.tsx';
import { useKeyboard } from './use-keyboard.ts';
import { useOverlay } from './use-overlay.ts';

// What is not seen at the start is loaded when it is first opened.
const PoliciesScreen = lazy(async () => ({ default: (await import('../features/policies/policies-screen.tsx')).PoliciesScreen }));
const SettingsDialog = lazy(async () => ({ default: (await import('../features/settings/settings-dialog.tsx')).SettingsDialog }));
const SourcesDialog = lazy(async () => ({ default: (await import('../features/sources/sources-dialog.tsx')).SourcesDialog }));

/** The whole window. */
export function App() {
  useRootAttributes();
  useKeyboard();
  useGlobalCommands();
  return (
    <>
      <IconSprite />
      <FilterTotalsProvider>
        <div className="app">
          <TitleBar />
          <Notices />
          <ErrorBoundary name="This screen">
            <Suspense>
              <Screen />
            </Suspense>
          </ErrorBoundary>
          <StatusBar />
        </div>
      </FilterTotalsProvider>
      <Suspense>
        <DialogHost />
      </Suspense>
      <ToastHost />
      <DropOverlay />
    </>
  );
}

function Screen() {
  const { screen, id } = useSession((session) => ({ screen: session.screen, id: session.investigation?.id }));
  if (screen === 'opening') return <main className="start" aria-busy="true" />;
  if (id === undefined || screen === 'start') return <StartScreen />;
  if (screen === 'policies') return <PoliciesScreen key={id} investigationId={id} />;
  return screen === 'reading' ? <ReadingScreen key={id} /> : <InvestigateFrame key={id} />;
}

function DialogHost() {
  const { overlay } = useServices();
  const dialog = useOverlay((state) => state.dialog);
  switch (dialog?.kind) {
    case 'palette':
      return <Palette prefix={dialog.prefix} onClose={overlay.close} />;
    case 'ask':
      return <AskDialog question={dialog.question} onClose={overlay.close} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={overlay.close} />;
    case 'settings':
      return <SettingsDialog page={dialog.page} onClose={overlay.close} />;
    case 'sources':
      return <SourcesDialog page={dialog.page} onClose={overlay.close} />;
    case 'paste':
      return <PasteDialog text={dialog.text} onClose={overlay.close} />;
    case 'delete':
      return <DeleteDialog investigationId={dialog.investigationId} name={dialog.name} onClose={overlay.close} />;
    case 'rename':
      return <RenameDialog onClose={overlay.close} />;
    case 'save-view':
      return <SaveViewDialog onClose={overlay.close} />;
    case undefined:
      return null;
  }
}

function ToastHost() {
  const { overlay } = useServices();
  const toast = useOverlay((state) => state.toast);
  return toast === undefined ? null : <ToastView key={toast.serial} text={toast.text} undo={toast.undo} onClose={overlay.hush} />;
}
