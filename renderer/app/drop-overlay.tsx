import { useEffect, useState } from 'react';
import { plural } from '../format/count.ts';
import { Kbd } from '../widgets/kbd.tsx';
import { useServices, useSession } from './services.tsx';

interface Held {
  readonly count: number;
  readonly shift: boolean;
}

/** The whole window takes files; this is what it says while they are held over it. */
export function DropOverlay() {
  const { platform, actions, overlay } = useServices();
  const open = useSession((session) => session.investigation?.name);
  const [held, setHeld] = useState<Held | undefined>(undefined);

  useEffect(() => {
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const onDragOver = (event: DragEvent): void => {
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      const count = event.dataTransfer.items.length;
      const shift = event.shiftKey;
      setHeld((now) => (now?.count === count && now.shift === shift ? now : { count, shift }));
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
  const files = held.count === 0 ? 'files' : plural(held.count, 'file');
  const startsNew = open === undefined || held.shift;
  return (
    <div className="drop-overlay" role="status">
      <b>{startsNew ? `Drop to open ${files}` : `Drop to add ${files}`}</b>
      {open !== undefined && !held.shift && <span className="mid">to {open}</span>}
      {open !== undefined && (
        <span className="mid">
          {held.shift ? (
            'A new investigation is started'
          ) : (
            <>
              <Kbd keys="Shift" /> starts a new investigation instead
            </>
          )}
        </span>
      )}
    </div>
  );
}
