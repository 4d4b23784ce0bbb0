import type { BrowserWindowConstructorOptions } from 'electron';

/** Height of the title bar the page draws, and its colours before the page is there (tokens --bg-0 and --fg-2). */
const TITLE_BAR_HEIGHT = 36;
const COLOURS = { dark: { background: '#0e1113', symbol: '#8b97a0' }, light: { background: '#eef0f2', symbol: '#4a555e' } } as const;

/** The page gets no Node, no shared world with the preload script, and the renderer's own sandbox. */
export function windowOptions(preload: string, isDark: boolean, platform: NodeJS.Platform): BrowserWindowConstructorOptions {
  const colours = isDark ? COLOURS.dark : COLOURS.light;
  return {
    width: 1440,
    height: 900,
    minWidth: 720,
    minHeight: 480,
    show: false,
    backgroundColor: colours.background,
    titleBarStyle: platform === 'darwin' ? 'hiddenInset' : 'hidden',
    ...(platform === 'darwin'
      ? {}
      : { titleBarOverlay: { color: colours.background, symbolColor: colours.symbol, height: TITLE_BAR_HEIGHT - 1 } }),
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  };
}
