import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Static files with relative addresses: the page works from any folder of any server. Packages are bundled from their sources,
 * so that nothing has to be built before the page.
 */
export default defineConfig({
  base: './',
  // The networks that ship with the library, as they are.
  resolve: {
    conditions: ['@ftn/source', 'module', 'browser', 'development|production'],
    alias: { '@networks': at('../../packages/library/assets') },
  },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
  assetsInclude: ['**/*.safetensors'],
  server: { host: '127.0.0.1', port: 4280 },
  preview: { host: '127.0.0.1', port: 4280 },
});
