import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

/** Electron as this shell uses it: remembers what it was told, and can be asked to do what a person or a page would. */
class FakeContents extends EventEmitter {
  openHandler: (() => { action: string }) | undefined;
  readonly posted: unknown[][] = [];
  setWindowOpenHandler(handler: () => { action: string }) {
    this.openHandler = handler;
  }
  postMessage(...message: unknown[]) {
    this.posted.push(message);
  }
  send(...message: unknown[]) {
    this.posted.push(message);
  }
}

const electron = vi.hoisted(() => ({
  windows: [] as { options: Electron.BrowserWindowConstructorOptions; contents: unknown; address: string }[],
}));
const fakes = vi.hoisted(() => ({
  app: undefined as unknown,
  ipc: undefined as unknown,
  session: {} as Record<string, unknown>,
  schemes: [] as unknown[],
  forks: [] as unknown[],
  dialogs: [] as unknown[],
  channels: 0,
}));

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  class App extends Emitter {
    isPackaged = false;
    sandboxed = false;
    setPath = vi.fn();
    enableSandbox = () => {
      this.sandboxed = true;
    };
    getVersion = () => '0.0.0-test';
    getAppPath = () => '/app';
    requestSingleInstanceLock = () => true;
    whenReady = async () => undefined;
    quit = vi.fn();
  }
  class Ipc extends Emitter {
    readonly handlers = new Map<string, (...args: unknown[]) => Promise<unknown>>();
    handle(channel: string, handler: (...args: unknown[]) => Promise<unknown>) {
      this.handlers.set(channel, handler);
    }
  }
  class BrowserWindow extends Emitter {
    readonly webContents: FakeContents;
    constructor(options: Electron.BrowserWindowConstructorOptions) {
      super();
      this.webContents = new FakeContents();
      electron.windows.push({ options, contents: this.webContents, address: '' });
      (fakes.app as EventEmitter).emit('web-contents-created', {}, this.webContents);
    }
    show = vi.fn();
    focus = vi.fn();
    async loadURL(address: string) {
      electron.windows[electron.windows.length - 1].address = address;
    }
  }
  class UtilityProcess extends Emitter {
    readonly posted: unknown[][] = [];
    postMessage(...message: unknown[]) {
      this.posted.push(message);
    }
  }
  fakes.app = new App();
  fakes.ipc = new Ipc();
  return {
    app: fakes.app,
    ipcMain: fakes.ipc,
    BrowserWindow,
    dialog: {
      showErrorBox: (...words: unknown[]) => fakes.dialogs.push(words),
      showOpenDialog: async (...options: unknown[]) => {
        fakes.dialogs.push(options.at(-1));
        return { canceled: false, filePaths: [import.meta.filename, '/no such file'] };
      },
    },
    Menu: { setApplicationMenu: vi.fn(), buildFromTemplate: (template: unknown) => template },
    MessageChannelMain: class {
      constructor() {
        fakes.channels++;
      }
      port1 = 'near';
      port2 = 'far';
    },
    safeStorage: { isEncryptionAvailable: () => false },
    nativeTheme: { shouldUseDarkColors: true },
    protocol: { registerSchemesAsPrivileged: (schemes: unknown[]) => fakes.schemes.push(...schemes), handle: vi.fn() },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: unknown) => (fakes.session.request = handler),
        setPermissionCheckHandler: (handler: unknown) => (fakes.session.check = handler),
        setDevicePermissionHandler: (handler: unknown) => (fakes.session.device = handler),
        on: (name: string, listener: unknown) => (fakes.session[name] = listener),
      },
    },
    shell: { openPath: vi.fn() },
    utilityProcess: {
      fork: (...args: unknown[]) => {
        const child = Object.assign(new UtilityProcess(), { args });
        fakes.forks.push(child);
        return child;
      },
    },
  };
});

interface Child extends EventEmitter {
  readonly args: unknown[];
  readonly posted: unknown[][];
}

const app = () => fakes.app as EventEmitter & { sandboxed: boolean; quit: ReturnType<typeof vi.fn>; setPath: ReturnType<typeof vi.fn> };
const ipc = () => fakes.ipc as EventEmitter & { handlers: Map<string, (...args: unknown[]) => Promise<unknown>> };
const children = () => fakes.forks as Child[];
let contents: FakeContents;
let ownEvent: Record<string, unknown>;
let strangeEvents: Record<string, unknown>[];

const home = mkdtempSync(path.join(tmpdir(), 'logsift-main-'));

beforeAll(async () => {
  vi.stubEnv('LOGSIFT_HOME', home);
  await import('./main.ts');
  await vi.waitUntil(() => electron.windows[0]?.address !== undefined && electron.windows[0].address !== '');
  contents = electron.windows[0].contents as FakeContents;
  ownEvent = { sender: contents, senderFrame: { parent: null, url: electron.windows[0].address } };
  strangeEvents = [
    { sender: contents, senderFrame: null },
    { sender: contents, senderFrame: { parent: null, url: 'https://example.com/' } },
    { sender: contents, senderFrame: { parent: {}, url: electron.windows[0].address } },
  ];
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => {
  contents.posted.length = 0;
});

test('the page is shown by its own scheme in a sandbox without Node', () => {
  expect(electron.windows[0].address).toBe('logsift://window/index.desktop.html');
  expect(fakes.schemes).toEqual([{ scheme: 'logsift', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  expect(app().sandboxed).toBe(true);
  expect(electron.windows[0].options.webPreferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
  });
});

test('new windows are refused', () => {
  expect(contents.openHandler?.()).toEqual({ action: 'deny' });
});

test.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])('%s is refused but for the own page', (name) => {
  const refusals = ['https://example.com/', 'file:///etc/passwd', electron.windows[0].address].map((url) => {
    const event = { url, preventDefault: vi.fn() };
    contents.emit(name, event);
    return event.preventDefault.mock.calls.length;
  });
  expect(refusals).toEqual([1, 1, 0]);
});

test('embedded pages and downloads are refused', () => {
  const event = { preventDefault: vi.fn() };
  contents.emit('will-attach-webview', event);
  (fakes.session['will-download'] as (event: unknown) => void)(event);
  expect(event.preventDefault).toHaveBeenCalledTimes(2);
});

test('every permission is denied but writing text to the clipboard', () => {
  const asked: Record<string, boolean> = {};
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'clipboard-sanitized-write']) {
    (fakes.session.request as (...args: unknown[]) => void)(contents, permission, (is: boolean) => {
      asked[permission] = is;
    });
    expect((fakes.session.check as (...args: unknown[]) => boolean)(contents, permission)).toBe(asked[permission]);
  }
  expect(Object.keys(asked).filter((permission) => asked[permission])).toEqual(['clipboard-sanitized-write']);
  expect((fakes.session.device as () => boolean)()).toBe(false);
});

describe('requests of the page', () => {
  test('are refused when anybody else sends them', async () => {
    for (const event of strangeEvents) {
      for (const [channel, handler] of ipc().handlers) await expect(handler(event, 'a', 'b'), channel).rejects.toThrow('only the window');
      ipc().emit('logsift:request-port', event);
      ipc().emit('logsift:take-files', event);
    }
    expect([fakes.channels, contents.posted.length, fakes.dialogs.length]).toEqual([0, 0, 0]);
  });

  test('for files open the dialog and name what exists', async () => {
    const files = await ipc().handlers.get('logsift:pick-files')?.(ownEvent);
    expect(files).toMatchObject([{ path: import.meta.filename, name: 'main.test.ts' }]);
    expect(fakes.dialogs.at(-1)).toEqual({ properties: ['openFile', 'multiSelections'] });
  });

  test('for a port start the engine once and give each side one end', () => {
    ipc().emit('logsift:request-port', ownEvent);
    ipc().emit('logsift:request-port', ownEvent);
    expect(children()).toHaveLength(1);
    expect(children()[0].posted).toEqual([
      ['client', ['near']],
      ['client', ['near']],
    ]);
    expect(contents.posted).toEqual([
      ['logsift:port', undefined, ['far']],
      ['logsift:port', undefined, ['far']],
    ]);
  });

  test('for files that the system gave are answered with those that wait', () => {
    const event = { preventDefault: vi.fn() };
    app().emit('open-file', event, import.meta.filename);
    expect([event.preventDefault.mock.calls.length, contents.posted.length]).toEqual([1, 0]);
    ipc().emit('logsift:take-files', ownEvent);
    app().emit('second-instance', {}, ['electron', '.', import.meta.filename], '/');
    contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
    app().emit('second-instance', {}, ['electron', '.', import.meta.filename], '/');
    contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    app().emit('second-instance', {}, ['electron', '.', import.meta.filename], '/');
    expect(contents.posted.map(([channel, files]) => [channel, (files as { name: string }[]).map(({ name }) => name)])).toEqual([
      ['logsift:files-given', ['main.test.ts']],
      ['logsift:files-given', ['main.test.ts']],
      ['logsift:files-given', ['main.test.ts']],
    ]);
  });
});

test('an engine that dies is started again for the next port, until it dies too often', () => {
  for (let starts = children().length; starts < 3; starts++) {
    children().at(-1)?.emit('exit', 1);
    ipc().emit('logsift:request-port', ownEvent);
    expect(children()).toHaveLength(starts + 1);
  }
  children().at(-1)?.emit('exit', 1);
  contents.posted.length = 0;
  ipc().emit('logsift:request-port', ownEvent);
  expect([children().length, contents.posted.length, fakes.dialogs.at(-1)]).toEqual([
    3,
    0,
    [expect.stringContaining('does not stay up'), expect.any(String)],
  ]);
});

test('quitting waits until the engine has closed its files', async () => {
  const event = { preventDefault: vi.fn() };
  app().emit('before-quit', event);
  expect(event.preventDefault).toHaveBeenCalledOnce();
  await vi.waitUntil(() => app().quit.mock.calls.length === 1);
  app().emit('before-quit', event);
  expect(event.preventDefault).toHaveBeenCalledOnce();
});
