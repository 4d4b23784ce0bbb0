import { useEffect, useState } from 'react';
import { createKeyMatcher, keyName } from './keyboard.ts';
import { useServices } from './services.tsx';

/** Runs commands by their keys, for the whole window. While a dialog is open only the dialog listens. */
export function useKeyboard(): void {
  const { commands, platform, settings, overlay } = useServices();
  const [matcher] = useState(createKeyMatcher);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = keyName(event, platform.isMac);
      const dialog = overlay.getState().dialog;
      const togglesPalette = name === 'Ctrl+K' && dialog?.kind === 'palette';
      if (dialog !== undefined && !togglesPalette) return;
      const context = { typing: isTyping(event.target), singleKeys: settings.getState().singleKeys };
      const command = matcher.match(name, commands.getState().commands, context, event.timeStamp);
      if (command === undefined) return;
      event.preventDefault();
      command.run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [commands, platform, settings, overlay, matcher]);
}

const TEXT_INPUTS = new Set(['text', 'search', 'number', 'email', 'url', 'password', 'datetime-local', 'date', 'time']);

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return TEXT_INPUTS.has(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}
