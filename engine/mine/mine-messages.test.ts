import { expect, test } from 'vitest';
import { mineMessages } from './mine-messages.ts';

function mined(text: string): string[] {
  const { lines, assignment, templates } = mineMessages(Buffer.from(text));
  expect(assignment.length).toBe(lines);
  return [...assignment].map((index) => templates[index].text);
}

test('every line is one message, whatever its ending', () => {
  expect(mined('took 1 ms\r\nclosed\n\ntook 22 ms')).toEqual(['took <*> ms', 'closed', '', 'took <*> ms']);
});

test('no bytes are no lines', () => {
  expect(mined('')).toEqual([]);
});

test('bytes that are no text are taken', () => {
  const { lines } = mineMessages(Uint8Array.from({ length: 4096 }, (_, i) => (i * 7) & 0xff));
  expect(lines).toBeGreaterThan(1);
});

test('lines that are all different end in few templates', () => {
  const letters = (n: number): string => n.toString(26).replace(/[0-9]/g, (digit) => 'qrstuvwxyz'[Number(digit)]);
  const text = Array.from({ length: 20_000 }, (_, i) => `${letters(i * 7919)} ${letters(i * 104_729)} ${letters(i + 1)}`).join('\n');
  expect(mineMessages(Buffer.from(text)).templates.length).toBeLessThan(5000);
});
