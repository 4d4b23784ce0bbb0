import { expect, test } from 'vitest';
import { piecesOf } from './message.tsx';

test('variables and hits may overlap; nothing of the text is lost', () => {
  const message = [{ text: 'took ' }, { text: '5.001s', slot: 0 }, { text: ' in all' }];
  const pieces = piecesOf(message, [[3, 8]]);
  expect(pieces.map(({ text }) => text).join('')).toBe('took 5.001s in all');
  expect(pieces.filter(({ isHit }) => isHit).map(({ text }) => text)).toEqual(['k ', '5.0']);
  expect(pieces.filter(({ isVariable }) => isVariable).map(({ text }) => text)).toEqual(['5.0', '01s']);
});
