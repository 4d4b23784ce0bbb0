import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { LogsiftClient } from '../../engine/contract/api.ts';
import type { Investigation, Source } from '../../engine/contract/investigations.ts';

/** Every line has a place: it began a record, belongs to one, or was left out and counted. */
export function expectAccounted(source: Source): void {
  const { lines, records, continuation, skipped } = source;
  expect({ ...counts(source), lines: records + continuation + skipped }).toEqual({ ...counts(source), lines });
}

const counts = ({ records, continuation, skipped }: Source) => ({ records, continuation, skipped });

/**
 * A message a person can act on: it names the thing, and says in whole sentences what was found, what that means and
 * what to do next. No code, no stack, no path of our own.
 */
export function expectHelpful(message: string | undefined, thing: string): void {
  expect(message).toContain(thing);
  const sentences = (message ?? '').split(/(?<=[.!?])\s+(?=[A-Z"])/);
  expect(sentences.length, message).toBeGreaterThanOrEqual(3);
  expect(message).toMatch(/[.!?]$/);
  expect(message).not.toMatch(/\n|\bat .*:\d+:\d+|\b[A-Z]+_[A-Z]+\b|undefined|\[object|Error:|node:|SQLITE/);
}

/** Adds sources and waits until all that can be read was read. */
export async function readAll(
  client: LogsiftClient,
  paths: readonly string[],
  options: { readonly asText?: boolean; readonly format?: string } = {},
): Promise<Investigation> {
  const { id } = await client.createInvestigation({ name: 'Fault' });
  await client.addSources({ investigationId: id, sources: paths.map((path) => ({ path, options })) });
  return await untilRead(client, id);
}

export async function untilRead(client: LogsiftClient, investigationId: string): Promise<Investigation> {
  for await (const { investigation } of client.watchIngest({ investigationId })) {
    if (!investigation.reading) return investigation;
  }
  return await client.getInvestigation({ investigationId });
}

/** The first `most` records in time order are the bytes that stand at their offsets in the file. */
export async function expectExactBytes(client: LogsiftClient, investigation: Investigation, file: string, most = 200): Promise<void> {
  const content = readFileSync(file);
  const { records } = await client.getRecords({ filter: { investigationId: investigation.id }, limit: most });
  for (const { id, byteOffset } of records) {
    const { raw, rawBase64 } = await client.getRecord({ investigationId: investigation.id, recordId: id });
    const bytes = rawBase64 === undefined ? Buffer.from(raw) : Buffer.from(rawBase64, 'base64');
    expect(content.subarray(byteOffset, byteOffset + bytes.length).equals(bytes), `record ${id} at ${byteOffset}`).toBe(true);
  }
}
