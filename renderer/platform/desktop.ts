import { portTransport } from '../transport/port-transport.ts';
import type { DesktopBridge, NamedPath } from './desktop-bridge.ts';
import { createKeep } from './keep.ts';
import type { GivenFile, Platform, ReadableFile } from './platform.ts';
import { readFragment, writeFragment } from './web-address.ts';

const PORT_WAIT_MS = 5_000;

/** The desktop window: files are read where they lie, dialogs are the system's own. */
export function createDesktopPlatform(bridge: DesktopBridge): Platform {
  return {
    kind: 'desktop',
    isMac: /Mac/.test(navigator.platform),
    pickFiles: async () => (await bridge.pickFiles()).map(given),
    pickFolder: async () => (await bridge.pickFolder()).map(given),
    filesOfDrop: async (data) => [...data.files].map((file) => ({ name: file.name, sizeBytes: file.size, path: bridge.pathOf(file) })),
    fileOfText: (text, name) => {
      const content = new Blob([text]);
      return { name, sizeBytes: content.size, content };
    },
    makeReadable: (files) => Promise.all(files.map((file) => readable(file, bridge))),
    onFilesGiven: (listener) => bridge.onFilesGiven((files) => listener(files.map(given))),
    connect: async () => portTransport(await nextPort(bridge)),
    readInvestigationId: () => readFragment(window.location.hash).investigationId,
    writeInvestigationId: (id) => window.history.replaceState(undefined, '', `${window.location.pathname}${writeFragment(id)}`),
    setTitle: (title) => {
      document.title = title;
    },
    keep: createKeep(() => window.localStorage),
    copyText: (text) => navigator.clipboard.writeText(text),
  };
}

function given({ path, name, sizeBytes }: NamedPath): GivenFile {
  return { path, name, sizeBytes };
}

async function readable(file: GivenFile, bridge: DesktopBridge): Promise<ReadableFile> {
  if (file.path !== undefined) return { path: file.path, name: file.name, temporary: false };
  const saved = await bridge.saveText(file.name, (await file.content?.text()) ?? '');
  return { path: saved.path, name: file.name, temporary: true };
}

function nextPort(bridge: DesktopBridge): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const finish = (run: () => void): void => {
      clearTimeout(timer);
      window.removeEventListener('message', onMessage);
      run();
    };
    const onMessage = (event: MessageEvent<unknown>): void => {
      const port = event.ports[0];
      if (event.source === window && event.data === 'logsift:port' && port !== undefined) finish(() => resolve(port));
    };
    const timer = setTimeout(() => finish(() => reject(new Error('The engine did not open a channel.'))), PORT_WAIT_MS);
    window.addEventListener('message', onMessage);
    bridge.requestPort();
  });
}
