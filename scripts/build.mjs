// `npm run build`: the page for the browser and the desktop app, where their sources changed. Needs no program of Electron.
import { main, prepare, say } from './bootstrap.mjs';

await main(async () => {
  await prepare(['web', 'desktop']);
  say('Built: out/renderer for the browser; out/main, out/preload and out/desktop for the desktop.');
  return 0;
});
