import { keyCaps } from '../app/keyboard.ts';
import { usePlatform } from '../app/services.tsx';

/** A key combination as caps, in the manner of the operating system. */
export function Kbd({ keys }: { keys: string }) {
  return <kbd className="kbd">{keyCaps(keys, usePlatform().isMac)}</kbd>;
}
