import { useEffect, useState } from 'react';
import { Kbd } from '../widgets/kbd.tsx';
import { dropWords, type Held } from './drop-words.ts';
import { useServices, useSession } from './services.tsx';

/** The whole window takes files; this is what it says while they are held over it. */
export function DropOverlay() {
  const { platform, actions, overlay } = useServices();
  const { open, isConnected } = useSession((session) => ({
    open: session.investigation?.name,
    isConnected: session.connection === 'connected',
  }));
  const [held, setHeld] = useState<Held | undefined>(undefined);

  useEffect(() => {
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const onDragOver = (event: DragEvent): void => {
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      const next = heldOf(event.dataTransfer, event.shiftKey);
      // The event comes many times a second while nothing changes.
      setHeld((now) => (now?.count === next.count && now.hasUntyped === next.hasUntyped && now.shift === next.shift ? now : next));
    };
    const onDragLeave = (event: DragEvent): void => {
      // Leaving the window, not moving from one element to another.
      if (event.relatedTarget === null) setHeld(undefined);
    };
    const onDrop = (event: DragEvent): void => {
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      setHeld(undefined);
      const asNew = event.shiftKey;
      platform.filesOfDrop(event.dataTransfer).then(
        (files) => actions.openFiles(files, asNew),
        (error: unknown) => overlay.fail({ title: 'The dropped files cannot be read', message: String(error) }),
      );
    };
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [platform, actions, overlay]);

  if (held === undefined) return null;
  const { title, lines, shiftHint } = dropWords(held, { open, kind: platform.kind, isConnected });
  return (
    <div className="drop-overlay" role="status">
      <b>{title}</b>
      {lines.map((line) => (
        <span key={line} className="mid">
          {line}
        </span>
      ))}
      {shiftHint !== undefined && (
        <span className="mid">
          <Kbd keys="Shift" /> {shiftHint}
        </span>
      )}
    </div>
  );
}

function heldOf(data: DataTransfer, shift: boolean): Held {
  const files = [...data.items].filter(({ kind }) => kind === 'file');
  return { count: files.length, hasUntyped: files.some(({ type }) => type === ''), shift };
}
