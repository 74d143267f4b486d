import { accessSync, constants } from 'node:fs';

/** Where a Chromium is looked for, after what FTN_CHROMIUM names. */
const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The program of a Chromium; null where there is none. */
export function findChromium(): string | null {
  const named = process.env.FTN_CHROMIUM;
  for (const path of named === undefined ? usual : [named]) {
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // The next one.
    }
  }
  return null;
}

/** What a skipped test says. */
export const howToInstall =
  'no Chromium: install one (apt-get install chromium), or name one by FTN_CHROMIUM=/path/to/chromium';
