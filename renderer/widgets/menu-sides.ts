/** Pixels of the window. */
export interface MenuPoint {
  readonly x: number;
  readonly y: number;
}

const ITEM_PX = 28;
const PADDING_PX = 12;
const WIDEST_PX = 360;

/** To which sides of a point a menu of so many items finds room. */
export function menuSides(
  at: MenuPoint,
  items: number,
  room: { readonly width: number; readonly height: number },
): { readonly align: 'start' | 'end'; readonly side: 'down' | 'up' } {
  const height = items * ITEM_PX + PADDING_PX;
  const fitsDown = at.y + height <= room.height;
  return {
    align: at.x + WIDEST_PX <= room.width || at.x < room.width / 2 ? 'start' : 'end',
    side: fitsDown || at.y < room.height / 2 ? 'down' : 'up',
  };
}
