// Runs in the page's sandbox, in a world of its own: hands the page one bridge and passes on the ports of the engine.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { DesktopBridge, NamedPath } from '../renderer/platform/desktop-bridge.ts';
import { CHANNELS } from './channels.ts';

const bridge: DesktopBridge = {
  pickFiles: () => ipcRenderer.invoke(CHANNELS.pickFiles),
  pickFolder: () => ipcRenderer.invoke(CHANNELS.pickFolder),
  pathOf: (file) => webUtils.getPathForFile(file),
  saveText: (name, text) => ipcRenderer.invoke(CHANNELS.saveText, name, text),
  onFilesGiven(listener) {
    const onFiles = (_event: unknown, files: readonly NamedPath[]) => listener(files);
    ipcRenderer.on(CHANNELS.filesGiven, onFiles);
    ipcRenderer.send(CHANNELS.takeFiles);
    return () => void ipcRenderer.off(CHANNELS.filesGiven, onFiles);
  },
  requestPort: () => ipcRenderer.send(CHANNELS.requestPort),
};
contextBridge.exposeInMainWorld('logsift', bridge);

// Ports cannot pass the context bridge; a message of this window, to this window, can carry one.
ipcRenderer.on(CHANNELS.port, ({ ports }) => window.postMessage(CHANNELS.port, '*', [...ports]));
