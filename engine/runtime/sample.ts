import { mkdirSync } from 'node:fs';
import { generateIncident } from '../../resources/samples/generate-incident.ts';

export interface SampleSource {
  readonly path: string;
  /** Of times that name none. */
  readonly timeZone: string | undefined;
}

/** Writes the built-in incident into a folder. @returns its files */
export function writeSample(folder: string): SampleSource[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return generateIncident(folder).files.map(({ path, timeZone }) => ({ path, timeZone }));
}
