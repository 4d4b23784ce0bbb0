import type { LogsiftClient } from '../../engine/contract/api.ts';

/** A new investigation with all of the sources read. @returns its id */
export async function readSources(
  client: LogsiftClient,
  sources: { path: string; options?: { timeZone?: string | undefined } }[],
): Promise<string> {
  const { id: investigationId } = await client.createInvestigation({});
  await client.addSources({ investigationId, sources });
  for await (const { investigation } of client.watchIngest({ investigationId })) if (!investigation.reading) break;
  return investigationId;
}
