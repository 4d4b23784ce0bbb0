import { AppError } from '../base/app-error.ts';
import type { Connector } from './connector.ts';
import { loki } from './loki/loki.ts';
import { posthog } from './posthog/posthog.ts';

/** Every service that can be asked; a new one is its folder and its line here. */
export const CONNECTORS: readonly Connector[] = Object.freeze([posthog, loki]);

/** @throws AppError NOT_FOUND */
export function connectorOf(id: string): Connector {
  const found = CONNECTORS.find((connector) => connector.id === id);
  if (found === undefined) {
    const known = CONNECTORS.map((connector) => connector.id).join(', ');
    throw new AppError('NOT_FOUND', `Logsift knows no log service "${id}". Nothing was done. It knows ${known}.`);
  }
  return found;
}
