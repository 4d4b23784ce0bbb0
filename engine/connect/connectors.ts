import { AppError } from '../base/app-error.ts';
import type { Connector } from './connector.ts';
import { exportedFile } from './exports/exported-file.ts';
import { loki } from './loki/loki.ts';
import { otlp } from './otlp/otlp.ts';
import { posthog } from './posthog/posthog.ts';

/** Every service that can be asked; a new one is its folder and its line here. */
export const CONNECTORS: readonly Connector[] = Object.freeze([posthog, loki, otlp]);

/** Those that are no services one names: files are recognised when they are opened. */
const OF_FILES: readonly Connector[] = Object.freeze([exportedFile]);

/** @throws AppError NOT_FOUND */
export function connectorOf(id: string): Connector {
  const found = [...CONNECTORS, ...OF_FILES].find((connector) => connector.id === id);
  if (found === undefined) {
    const known = CONNECTORS.map((connector) => connector.id).join(', ');
    throw new AppError('NOT_FOUND', `Logsift knows no log service "${id}". Nothing was done. It knows ${known}.`);
  }
  return found;
}
