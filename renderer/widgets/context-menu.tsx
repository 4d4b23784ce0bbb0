import { Menu, type MenuItem } from './menu.tsx';
import { type MenuPoint, menuSides } from './menu-sides.ts';

interface ContextMenuProps {
  at: MenuPoint;
  label: string;
  items: readonly MenuItem[];
  onClose(): void;
}

/** A menu where the pointer is, or at a row asked by key; it opens towards the middle of the window. */
export function ContextMenu({ at, label, items, onClose }: ContextMenuProps) {
  const { align, side } = menuSides(at, items.length, { width: window.innerWidth, height: window.innerHeight });
  return (
    <div className="context-menu menu-root" style={{ left: at.x, top: at.y }}>
      <Menu label={label} items={items} align={align} side={side} onClose={onClose} />
    </div>
  );
}
