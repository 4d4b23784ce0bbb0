import { expect, test, vi } from 'vitest';
import { menuTemplate } from './menu.ts';
import { windowOptions } from './window-options.ts';

const actions = { openFiles: vi.fn(), openFolder: vi.fn(), showHelp: vi.fn() };
const words = (platform: NodeJS.Platform, isDevelopment: boolean) => JSON.stringify(menuTemplate(actions, platform, isDevelopment));

test('developer tools are in the menu of development runs only', () => {
  expect([words('linux', true).includes('toggleDevTools'), words('linux', false).includes('toggleDevTools')]).toEqual([true, false]);
});

test('the application menu is there on macOS, where it belongs', () => {
  expect([words('darwin', false).includes('appMenu'), words('win32', false).includes('appMenu')]).toEqual([true, false]);
});

test('the title bar is the page’s own, with the system’s buttons where there is no inset for them', () => {
  expect(windowOptions('p', true, 'darwin')).toMatchObject({ titleBarStyle: 'hiddenInset' });
  expect(windowOptions('p', true, 'linux')).toMatchObject({ titleBarStyle: 'hidden', titleBarOverlay: { color: '#0e1113', height: 35 } });
  expect(windowOptions('p', false, 'win32')).toMatchObject({ backgroundColor: '#eef0f2' });
});
