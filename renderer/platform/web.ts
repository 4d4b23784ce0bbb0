import { openSocket, socketTransport } from '../transport/socket-transport.ts';
import { droppedFiles } from './dropped-files.ts';
import { createKeep } from './keep.ts';
import { pickFiles } from './pick-files.ts';
import type { Platform } from './platform.ts';
import { uploadFiles } from './upload.ts';
import { readFragment, writeFragment } from './web-address.ts';

/** A browser window beside the loopback host: files are copied to the engine on this computer before they are read. */
export function createWebPlatform(): Platform {
  const session = createKeep(() => window.sessionStorage);
  const address = readFragment(window.location.hash);
  if (address.token !== undefined) session.write('token', address.token);
  const token = address.token ?? session.read('token') ?? '';
  const showInvestigation = (id: string | undefined): void => {
    window.history.replaceState(undefined, '', `${window.location.pathname}${window.location.search}${writeFragment(id)}`);
  };
  showInvestigation(address.investigationId);
  return {
    kind: 'web',
    isMac: /Mac|iPhone|iPad/.test(navigator.platform),
    pickFiles: () => pickFiles({ folder: false }),
    pickFolder: () => pickFiles({ folder: true }),
    filesOfDrop: droppedFiles,
    fileOfText: (text, name) => {
      const content = new Blob([text]);
      return { name, sizeBytes: content.size, content };
    },
    makeReadable: (files, options) => uploadFiles(files, { ...options, headers: { authorization: `Bearer ${token}` } }),
    onFilesGiven: () => () => undefined,
    connect: async () => {
      const url = new URL('/rpc', window.location.href);
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      return socketTransport(await openSocket(new WebSocket(url, ['logsift', token])));
    },
    readInvestigationId: () => readFragment(window.location.hash).investigationId,
    writeInvestigationId: showInvestigation,
    setTitle: (title) => {
      document.title = title === 'Logsift' ? title : `${title} · Logsift`;
    },
    keep: createKeep(() => window.localStorage),
    copyText: (text) => navigator.clipboard.writeText(text),
  };
}
