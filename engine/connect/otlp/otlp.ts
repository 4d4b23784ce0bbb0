import { AppError } from '../../base/app-error.ts';
import type { ConnectionCheck } from '../../base/pull.ts';
import { type Connector, NOTHING_KNOWN, type Page, type ReadOptions } from '../connector.ts';
import { receiveLogs } from './receiver.ts';

/** Settings: `port`. Needs no key: it listens on this computer, to this computer. */
export const otlp: Connector = {
  id: 'otlp',
  title: 'OpenTelemetry',
  keyVariable: 'OTLP_API_KEY',
  isLocal: true,
  needsKey: () => false,

  describe(settings) {
    const port = portOf(settings);
    return { name: `OTLP ${port}`, place: `otlp://127.0.0.1:${port}/v1/logs` };
  },

  connect(settings) {
    const port = portOf(settings);
    return {
      pushdown: {},
      check: async (): Promise<readonly ConnectionCheck[]> => [{ state: 'ok', text: `Takes logs on port ${port} once it is started` }],
      estimate: async () => NOTHING_KNOWN,
      // Nothing lies there to be read: what comes is followed.
      read: async function* (): AsyncGenerator<Page> {},
      follow: ({ signal }: ReadOptions) => receiveLogs(port, signal),
    };
  },
};

function portOf({ port = '4318' }: Readonly<Record<string, string>>): number {
  const number = Number(port);
  if (Number.isInteger(number) && number >= 1_024 && number <= 65_535) return number;
  throw new AppError('BAD_REQUEST', `"${port}" is not a port one may listen on. Nothing was started. Choose a number from 1024 to 65535.`);
}
