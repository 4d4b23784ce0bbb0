import { useEffect, useState } from 'react';

/** Records are pinned elsewhere in the window, and no store tells of it. */
const EVERY_MS = 2_000;

/** Rises while the window is looked at: pins and notes are few, so asking for them again costs next to nothing. */
export function useMarksTick(): number {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || setTick((now) => now + 1), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return tick;
}
