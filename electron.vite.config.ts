import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The desktop app: main process, engine process, its worker threads, preload script, page. Built without Electron's own binary. */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node24',
      rollupOptions: {
        input: {
          main: file('electron/main.ts'),
          engine: file('electron/engine.ts'),
          'ingest.worker': file('engine/runtime/workers/ingest.worker.ts'),
          'mine.worker': file('engine/runtime/workers/mine.worker.ts'),
          'pull.worker': file('engine/runtime/workers/pull.worker.ts'),
          'reader.worker': file('engine/runtime/workers/reader.worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload script cannot be a module.
      rollupOptions: { input: { preload: file('electron/preload.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'renderer',
    base: './',
    plugins: [react()],
    build: {
      outDir: 'out/desktop',
      emptyOutDir: true,
      target: 'es2023',
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1_200,
      assetsInlineLimit: 0,
      rollupOptions: { input: { 'index.desktop': file('renderer/index.desktop.html') } },
    },
  },
});
