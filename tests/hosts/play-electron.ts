// Run by desktop-bundle.test.ts: starts the bundled engine as Electron's utility process does, and asks it as the page would.
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { CONTRACT_VERSION, logsiftApi } from '../../engine/contract/api.ts';
import { createClient } from '../../engine/contract/rpc/client.ts';
import { portTransport } from '../../engine/hosts/shared/port-transport.ts';

const [engine, log] = process.argv.slice(4);
const parentPort = new EventEmitter();
Object.assign(process, { parentPort });
await import(pathToFileURL(engine).href);

const { port1, port2 } = new MessageChannel();
parentPort.emit('message', { data: 'client', ports: [asElectronPort(port2)] });
const client = createClient(logsiftApi, portTransport(port1));
const { version } = await client.hello({ contract: CONTRACT_VERSION });
const { id: investigationId } = await client.createInvestigation({});
await client.addSources({ investigationId, sources: [{ path: log }] });
for await (const { investigation } of client.watchIngest({ investigationId })) if (!investigation.reading) break;
const { sources, totals } = await client.getInvestigation({ investigationId });
const { records } = await client.countRecords({ filter: { investigationId, query: '"request 77 "' } });
process.stdout.write(
  JSON.stringify({ version, state: sources[0].state, records: totals.records, templates: totals.patterns, hits: records }),
);
parentPort.emit('message', { data: 'stop', ports: [] });

/** Electron's ports hand over events. */
function asElectronPort(port: MessagePort) {
  const events = new EventEmitter();
  port.on('message', (data) => events.emit('message', { data, ports: [] }));
  port.on('close', () => events.emit('close'));
  return Object.assign(events, {
    postMessage: (message: unknown) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  });
}
