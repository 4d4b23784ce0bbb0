import { boot } from './app/boot.tsx';
import { createDesktopPlatform } from './platform/desktop.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root element.');
if (window.logsift === undefined) throw new Error('The preload script did not run.');
void boot(createDesktopPlatform(window.logsift), root);
