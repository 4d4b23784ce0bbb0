import type { LineScan } from '../../base/line-scan.ts';

const utf8 = new TextDecoder('utf-8');

/** bytes[start, end) with a space in place of every variable: all that its signature knows. */
export function constantText(bytes: Uint8Array, start: number, end: number, scan: LineScan): string {
  let text = '';
  let at = start;
  for (let slot = 0; slot < scan.slotCount && scan.slotStart[slot] < end; slot++) {
    if (scan.slotStart[slot] < at) continue;
    text += `${utf8.decode(bytes.subarray(at, scan.slotStart[slot]))} `;
    at = scan.slotEnd[slot];
  }
  return text + utf8.decode(bytes.subarray(at, Math.max(at, end)));
}
