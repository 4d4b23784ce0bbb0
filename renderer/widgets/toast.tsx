import { useEffect, useRef, useState } from 'react';
import { Button } from './button.tsx';

const SHOWN_MS = 5_000;

/** Reports something done, with its undo; one at a time, waits while the pointer rests on it. Never for errors. */
export function ToastView({ text, undo, onClose }: { text: string; undo?: (() => void) | undefined; onClose(): void }) {
  const [held, setHeld] = useState(false);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => close.current(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held]);
  return (
    <div className="toast" role="status" onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)}>
      <span>{text}</span>
      {undo && (
        <Button
          kind="ghost"
          small
          onClick={() => {
            undo();
            onClose();
          }}
        >
          Undo
        </Button>
      )}
    </div>
  );
}
