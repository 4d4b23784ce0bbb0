import { useEffect, useMemo } from 'react';
import type { Command } from './commands.ts';
import { moveRegion } from './regions.ts';
import { useCommands, useServices } from './services.tsx';
import { isTyping } from './use-keyboard.ts';

/** Commands that work everywhere, and pasting text as a log. */
export function useGlobalCommands(): void {
  const { actions, overlay, settings, session } = useServices();
  const commands = useMemo<readonly Command[]>(() => {
    const isOpen = (): boolean => session.getState().investigation !== undefined;
    return [
      {
        id: 'palette',
        title: 'Command palette',
        group: 'General',
        keys: ['Ctrl+K', 'Ctrl+Shift+P'],
        icon: 'search',
        hidden: true,
        run: () => (overlay.getState().dialog?.kind === 'palette' ? overlay.close() : overlay.open({ kind: 'palette', prefix: '' })),
      },
      {
        id: 'shortcuts',
        title: 'All shortcuts',
        group: 'General',
        keys: ['?'],
        icon: 'key',
        run: () => overlay.open({ kind: 'shortcuts' }),
      },
      {
        id: 'settings',
        title: 'Settings',
        group: 'General',
        keys: ['Ctrl+,'],
        icon: 'gear',
        run: () => overlay.open({ kind: 'settings' }),
      },
      { id: 'open.files', title: 'Open files', group: 'Open', keys: ['Ctrl+O'], icon: 'file', run: () => void actions.pickFiles() },
      {
        id: 'open.folder',
        title: 'Open a folder',
        group: 'Open',
        keys: ['Ctrl+Shift+O'],
        icon: 'folder',
        run: () => void actions.pickFolder(),
      },
      {
        id: 'open.text',
        title: 'Paste text as a log',
        group: 'Open',
        keys: ['Ctrl+V'],
        icon: 'copy',
        // The browser's own paste event brings the text; the key needs no handling here.
        documentedOnly: true,
        run: () => overlay.open({ kind: 'paste', text: '' }),
      },
      {
        id: 'open.service',
        title: 'Sources and log services',
        group: 'Open',
        keys: ['G S'],
        icon: 'server',
        run: () => overlay.open({ kind: 'sources', page: isOpen() ? 'files' : 'posthog' }),
      },
      {
        id: 'open.posthog',
        title: 'Load logs from PostHog',
        group: 'Open',
        icon: 'server',
        run: () => overlay.open({ kind: 'sources', page: 'posthog' }),
      },
      {
        id: 'open.otlp',
        title: 'Receive logs over OTLP',
        group: 'Open',
        icon: 'server',
        run: () => overlay.open({ kind: 'sources', page: 'otlp' }),
      },
      {
        id: 'open.loki',
        title: 'Load logs from Grafana Loki',
        group: 'Open',
        icon: 'server',
        run: () => overlay.open({ kind: 'sources', page: 'loki' }),
      },
      { id: 'open.sample', title: 'Open the sample incident', group: 'Open', icon: 'play', run: () => void actions.openSample() },
      { id: 'go.start', title: 'Go to Start', group: 'Views', keys: ['G H'], icon: 'left', enabled: isOpen, run: actions.goToStart },
      {
        id: 'go.investigate',
        title: 'Go to Investigate',
        group: 'Views',
        keys: ['G I'],
        icon: 'filter',
        enabled: () => isOpen() && session.getState().screen !== 'investigate',
        run: () => session.show('investigate'),
      },
      {
        id: 'go.policies',
        title: 'Go to Policies',
        group: 'Views',
        keys: ['G P'],
        icon: 'shield',
        enabled: () => isOpen() && session.getState().screen !== 'policies',
        run: () => session.show('policies'),
      },
      {
        id: 'rename',
        title: 'Rename the investigation',
        group: 'General',
        icon: 'edit',
        enabled: isOpen,
        run: () => overlay.open({ kind: 'rename' }),
      },
      { id: 'theme.dark', title: 'Dark theme', group: 'General', icon: 'sun', run: () => settings.change({ theme: 'dark' }) },
      { id: 'theme.light', title: 'Light theme', group: 'General', icon: 'sun', run: () => settings.change({ theme: 'light' }) },
      {
        id: 'theme.system',
        title: 'Theme like the system',
        group: 'General',
        icon: 'sun',
        run: () => settings.change({ theme: 'system' }),
      },
      {
        id: 'density',
        title: 'Compact rows',
        group: 'Rows',
        keys: ['Shift+D'],
        icon: 'rows',
        run: () => settings.change({ density: settings.getState().density === 'compact' ? 'two-lines' : 'compact' }),
      },
      { id: 'zone.utc', title: 'Show times in UTC', group: 'Time', icon: 'clock', run: () => settings.change({ zone: 'utc' }) },
      {
        id: 'zone.local',
        title: 'Show times in the zone of this computer',
        group: 'Time',
        icon: 'clock',
        run: () => settings.change({ zone: 'local' }),
      },
      { id: 'region.next', title: 'Next region', group: 'Panels', keys: ['F6'], hidden: true, run: () => moveRegion(1) },
      { id: 'region.previous', title: 'Previous region', group: 'Panels', keys: ['Shift+F6'], hidden: true, run: () => moveRegion(-1) },
    ];
  }, [actions, overlay, settings, session]);
  useCommands(commands);

  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      if (isTyping(event.target) || overlay.getState().dialog !== undefined || event.clipboardData === null) return;
      const text = event.clipboardData.getData('text/plain');
      if (text.trim() === '') return;
      event.preventDefault();
      void actions.openText(text);
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, [actions, overlay]);
}
