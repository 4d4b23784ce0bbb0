import { expect, test } from 'vitest';
import { menuSides } from './menu-sides.ts';

test('a menu opens to where it finds room, and towards the larger half where it finds none', () => {
  const room = { width: 1_000, height: 600 };
  expect(menuSides({ x: 100, y: 100 }, 8, room)).toEqual({ align: 'start', side: 'down' });
  expect(menuSides({ x: 900, y: 550 }, 8, room)).toEqual({ align: 'end', side: 'up' });
  expect(menuSides({ x: 100, y: 250 }, 40, room)).toEqual({ align: 'start', side: 'down' });
});
