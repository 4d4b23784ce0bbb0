// The desktop shell: one window, its menu and dialogs, and the engine in a process of its own. Decisions live in the files beside.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  type OpenDialogOptions,
  protocol,
  safeStorage,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { dataDir } from '../engine/hosts/shared/data-dir.ts';
import { newUploadFolder } from '../engine/hosts/shared/upload-folder.ts';
import { answerPageRequest } from './app-page.ts';
import { EngineProcess } from './engine-process.ts';
import { filesOfArguments, type NamedPath, namedPath } from './given-files.ts';
import { GivenQueue } from './given-queue.ts';
import { guardContents, guardSession } from './guard-contents.ts';
import { registerIpc } from './ipc.ts';
import { answerSealing, hasKeychain } from './keychain.ts';
import { menuTemplate } from './menu.ts';
import { APP_PAGE, APP_SCHEME } from './navigation.ts';
import { savePastedText } from './pasted-text.ts';
import { windowOptions } from './window-options.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
/** Only a development run names another page, that of the development server; a packaged app takes no such hint. */
const developmentServer = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
const page = developmentServer === undefined ? APP_PAGE : `${developmentServer}/index.desktop.html`;
const folder = dataDir();
const given = new GivenQueue();
let window: BrowserWindow | undefined;

protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
const windowData = path.join(folder, 'window');
mkdirSync(windowData, { recursive: true, mode: 0o700 });
app.setPath('userData', windowData);
app.enableSandbox();

const engine = new EngineProcess({
  fork: () =>
    utilityProcess.fork(
      path.join(here, 'engine.js'),
      [folder, app.getVersion(), hasKeychain(safeStorage, process.platform) ? 'keychain' : 'none'],
      { serviceName: 'Logsift engine', stdio: 'inherit' },
    ),
  now: () => performance.now(),
  onSealing: (request) => answerSealing(safeStorage, request),
  onUnfinished: ({ code, message }) => dialog.showErrorBox('An investigation could not be finished', `${message} [${code}]`),
  onGivenUp: () =>
    dialog.showErrorBox(
      'The engine of Logsift does not stay up',
      'It ended several times in a row. What it had stored is safe. Start Logsift again; if it stays, please report it.',
    ),
});

if (app.requestSingleInstanceLock()) start();
else app.quit();

function start(): void {
  given.give(filesOfArguments(process.argv, app.isPackaged, process.cwd()));
  app.on('second-instance', (_event, argv, workingFolder) => {
    given.give(filesOfArguments(argv, app.isPackaged, workingFolder));
    window?.focus();
  });
  app.on('open-file', (event, file) => {
    event.preventDefault();
    given.give([namedPath(file)].filter((one) => one !== undefined));
  });
  app.on('web-contents-created', (_event, contents) => guardContents(contents, page));
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', stopEngineFirst);
  void app.whenReady().then(openWindow);
}

async function openWindow(): Promise<void> {
  guardSession(session.defaultSession);
  protocol.handle(APP_SCHEME, (request) => answerPageRequest(path.join(here, '../desktop'), request));
  const pastedFolder = newUploadFolder(folder);
  registerIpc(ipcMain, {
    page,
    engine,
    given,
    pickFiles: () => pick({ properties: ['openFile', 'multiSelections'] }),
    pickFolder: () => pick({ properties: ['openDirectory'] }),
    saveText: (name, text) => savePastedText(pastedFolder, name, text),
    newChannel: () => new MessageChannelMain(),
  });
  const actions = {
    openFiles: () => void pick({ properties: ['openFile', 'multiSelections'] }).then((files) => given.give(files)),
    openFolder: () => void pick({ properties: ['openDirectory'] }).then((files) => given.give(files)),
    showHelp: () => void shell.openPath(path.join(app.getAppPath(), 'README.md')),
  };
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions, process.platform, developmentServer !== undefined)));
  window = new BrowserWindow(windowOptions(path.join(here, '../preload/preload.cjs'), nativeTheme.shouldUseDarkColors, process.platform));
  window.once('ready-to-show', () => window?.show());
  window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) given.hold();
  });
  window.on('closed', () => {
    given.hold();
    window = undefined;
  });
  await window.loadURL(page);
}

async function pick(options: OpenDialogOptions): Promise<readonly NamedPath[]> {
  const { canceled, filePaths } =
    window === undefined ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(window, options);
  return canceled ? [] : filePaths.flatMap((file) => namedPath(file) ?? []);
}

/** The investigation files are closed before the process ends; a second request to quit does not wait. */
function stopEngineFirst(event: { preventDefault(): void }): void {
  app.off('before-quit', stopEngineFirst);
  event.preventDefault();
  void engine.stop().finally(() => app.quit());
}
