import { mkdirSync } from 'node:fs';
import { generateIncident } from '../../resources/samples/generate-incident.ts';

/** Writes the built-in incident into a folder. @returns its files */
export function writeSample(folder: string): string[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return generateIncident(folder).files.map((file) => file.path);
}
