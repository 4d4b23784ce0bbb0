import { boot } from './app/boot.tsx';
import { createWebPlatform } from './platform/web.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root element.');
void boot(createWebPlatform(), root);
