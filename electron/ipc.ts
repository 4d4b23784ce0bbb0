import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, MessageChannelMain } from 'electron';
import { CHANNELS } from './channels.ts';
import type { EngineProcess } from './engine-process.ts';
import type { NamedPath } from './given-files.ts';
import type { GivenQueue } from './given-queue.ts';
import { isOwnPage } from './navigation.ts';

export interface IpcParts {
  /** The page's address: only its main frame is answered. */
  readonly page: string;
  readonly engine: EngineProcess;
  readonly given: GivenQueue;
  readonly pickFiles: () => Promise<readonly NamedPath[]>;
  readonly pickFolder: () => Promise<readonly NamedPath[]>;
  readonly saveText: (name: unknown, text: unknown) => Promise<NamedPath>;
  readonly newChannel: () => MessageChannelMain;
}

/** Everything the page can ask of the main process. Each request is checked for who sends it. */
export function registerIpc(ipcMain: IpcMain, parts: IpcParts): void {
  const isOurs = ({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent) =>
    senderFrame !== null && senderFrame.parent === null && isOwnPage(senderFrame.url, parts.page);
  const handle = (channel: string, answer: (...args: unknown[]) => Promise<unknown>) =>
    ipcMain.handle(channel, async (event, ...args: unknown[]) => {
      if (!isOurs(event)) throw new Error('only the window of Logsift is answered');
      return answer(...args);
    });

  handle(CHANNELS.pickFiles, parts.pickFiles);
  handle(CHANNELS.pickFolder, parts.pickFolder);
  handle(CHANNELS.saveText, parts.saveText);
  ipcMain.on(CHANNELS.requestPort, (event) => {
    if (!isOurs(event)) return;
    const { port1, port2 } = parts.newChannel();
    if (parts.engine.connect(port1)) event.sender.postMessage(CHANNELS.port, undefined, [port2]);
  });
  ipcMain.on(CHANNELS.takeFiles, (event) => {
    if (isOurs(event)) parts.given.takenBy((files) => event.sender.send(CHANNELS.filesGiven, files));
  });
}
