import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { root } from '../release/pack-packages.mjs';
import { packagesOf } from './imports.mjs';
import { install } from './install.mjs';
import { output } from './tools.mjs';

const playground = join(root, 'apps/playground');
const { resolve } = createRequire(join(playground, 'package.json'));
const imported = async (name) => import(pathToFileURL(resolve(name)).href);

const chromium = process.env.FTN_CHROMIUM ?? '/usr/bin/chromium';

/** What every package for pages computes from formulas: the program that the clone's own test of them runs. */
const numbers = () => readFileSync(join(playground, 'tests/packages/numbers.ts'), 'utf8');

const html =
  '<!doctype html><link rel="icon" href="data:,"><pre id="numbers"></pre><script type="module" src="./page.js"></script>';

const compute = `
const results = {};
for (const [name, run] of Object.entries(computed)) results[name] = await run();
`;

const page = `
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { computed } from './numbers.js';
const told = document.getElementById('numbers');
try {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plain,
    'tfjs-backend-wasm-simd.wasm': simd,
    'tfjs-backend-wasm-threaded-simd.wasm': threaded,
  });
  await setBackend('wasm');
  await ready();
  ${compute}
  told.textContent = JSON.stringify(results);
} catch (error) {
  told.textContent = String(error);
}
`;

const program = `
import { startEngine } from '@ftn/engine';
import { computed, tolerances } from './numbers.js';
await startEngine({ engine: 'wasm' });
${compute}
process.stdout.write(JSON.stringify({ results, tolerances }));
`;

const kinds = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** Serves the files of a folder on this machine, with no header but each one's kind. */
async function serve(folder) {
  const server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url, 'http://page');
    const file = join(folder, normalize(pathname === '/' ? '/index.html' : decodeURIComponent(pathname)));
    const bytes = await readFile(file).catch(() => null);
    response.writeHead(bytes ? 200 : 404, {
      'content-type': kinds[extname(file)] ?? 'application/octet-stream',
    });
    response.end(bytes ?? '');
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** What the page says once it has computed, opened in Chromium; nothing but its own origin is let through. */
async function opened(folder) {
  const { default: playwright } = await imported('playwright-core');
  const site = await serve(folder);
  const browser = await playwright.chromium.launch({ executablePath: chromium, args: ['--no-sandbox'] });
  try {
    const tab = await browser.newPage();
    await tab.route('**/*', (route) =>
      route.request().url().startsWith(site.address) ? route.continue() : route.abort(),
    );
    await tab.goto(site.address);
    await tab.waitForFunction(() => document.getElementById('numbers').textContent !== '', null, {
      timeout: 180_000,
    });
    const text = await tab.textContent('#numbers');
    if (!text.startsWith('{')) throw new Error(`the page says: ${text}`);
    return JSON.parse(text);
  } finally {
    await browser.close();
    site.close();
  }
}

/** Whatever a package computes in a page that is not what it computes in Node. */
export function differences(inPage, { results, tolerances }) {
  return Object.entries(results).flatMap(([name, wanted]) => {
    const got = inPage[name] ?? [];
    const close = tolerances[name] ?? 1e-4 * Math.max(...wanted.map(Math.abs));
    const far = wanted.findIndex((value, i) => !(Math.abs(got[i] - value) <= close));
    if (far >= 0) return [`${name}: number ${far} is ${got[far]} in the page, ${wanted[far]} in Node`];
    return got.length === wanted.length
      ? []
      : [`${name}: ${got.length} numbers in the page, ${wanted.length} in Node`];
  });
}

/** All packages for pages, in one page that Vite builds of what was installed, opened in Chromium: they compute what they do in Node. */
export async function tryPage(trial) {
  const { folder, node } = trial;
  const text = numbers();
  const names = [...packagesOf(text), '@ftn/engine', '@tensorflow/tfjs-backend-wasm'];
  const env = await install(names, trial);
  const write = (name, content) => writeFileSync(join(folder, name), content);
  write('numbers.js', transformSync(text, { loader: 'ts', target: 'es2022' }).code);
  write('index.html', html);
  write('page.js', page);
  write('program.js', program);
  const inNode = JSON.parse((await output(node, ['program.js'], { cwd: folder, env })).stdout);
  const { build } = await imported('vite');
  await build({
    root: folder,
    base: './',
    configFile: false,
    logLevel: 'error',
    build: { outDir: 'site', target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 5000 },
  });
  const count = Object.keys(inNode.results).length;
  if (!existsSync(chromium)) return `${count} built by Vite; not opened: there is no Chromium`;
  const far = differences(await opened(join(folder, 'site')), inNode);
  if (far.length > 0) throw new Error(far.join('; '));
  return `${count} in Chromium, as in Node`;
}
