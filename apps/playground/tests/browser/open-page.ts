import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from './find-chromium.js';

/** A page in a browser of its own, which writes down whatever leaves its origin and whatever goes wrong in it. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** Addresses that were asked for outside the page's own origin; each was refused. */
  readonly strangers: string[];
  /** Bytes of what was fetched, by address, as they travelled. */
  readonly fetched: Map<string, number>;
  /** Errors of the page and its console. */
  readonly errors: string[];
}

/** How the page is opened. */
interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly reducedMotion?: boolean;
}

/** What makes a browser without a GPU, a screen or a camera have one of each. */
const flags = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

let launched: Promise<Browser> | undefined;

/** Ends the browser that all pages of a file share. */
export async function closeBrowser(): Promise<void> {
  await (await launched)?.close();
  launched = undefined;
}

const launch = (): Promise<Browser> =>
  (launched ??= chromium.launch({ executablePath: findChromium()!, args: flags }));

/** The name and version of the browser that pages are opened in. */
export const browserVersion = async (): Promise<string> => `Chromium ${(await launch()).version()}`;

/** Opens an address in a fresh context. */
export async function openPage(address: string, options: PageOptions = {}): Promise<OpenPage> {
  const { width = 1280, height = 900, dark = false, reducedMotion = false } = options;
  const browser = await launch();
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    permissions: ['camera'],
    acceptDownloads: true,
  });
  const { origin } = new URL(address);
  const strangers: string[] = [];
  const fetched = new Map<string, number>();
  const errors: string[] = [];
  await context.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith('blob:') || url.startsWith('data:') || new URL(url).origin === origin)
      return route.continue();
    strangers.push(url);
    return route.abort();
  });
  const page = await context.newPage();
  page.setDefaultTimeout(180_000);
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('response', async (response) => {
    const body = await response.body().catch(() => null);
    if (body) fetched.set(new URL(response.url()).pathname, body.length);
  });
  await page.goto(address);
  return { page, strangers, fetched, errors, [Symbol.asyncDispose]: () => context.close() };
}
