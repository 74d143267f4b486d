import { readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { FtnError } from '@ftn/errors';
import { row, seeded } from '@ftn/reliability';
import { afterAll, expect } from 'vitest';
import type { ImageDataset } from '../image-dataset.js';
import { copyOfSample, removeScratch } from '../testing/layout-fixtures.js';
import { openCub, openDomainNet } from './open-layouts.js';

afterAll(removeScratch);

const ups = ['..', '../..', '../../..', '../../../..'];
const target = 'etc/passwd';

/** Spellings of a way out, and ones that only look so. */
const spellings: readonly string[] = [
  ...ups.flatMap((up) => [`${up}/secret.jpg`, `a/${up}/../secret.jpg`, `./${up}/${target}`, `${up}/`, up]),
  ...ups.map((up) => `${up}/${target}`.replaceAll('/', '\\')),
  ...[
    '%2e%2e/secret.jpg',
    '%2e%2e%2fsecret.jpg',
    '..%2fsecret.jpg',
    '%252e%252e/secret.jpg',
    '..%c0%afsecret.jpg',
  ],
  ...[
    '\u002e\u002e/secret.jpg',
    '．．/secret.jpg',
    '‥/secret.jpg',
    '..\u2215secret.jpg',
    '..\u2044secret.jpg',
  ],
  ...[
    '/secret.jpg',
    `/${target}`,
    `//${target}`,
    '///',
    '/',
    '/proc/self/environ',
    '/proc/self/fd/0',
    '/dev/stdin',
  ],
  ...[
    'C:/secret.jpg',
    'C:secret.jpg',
    'c:\\windows\\win.ini',
    '\\\\server\\share',
    '//server/share',
    '\\\\?\\C:\\x',
  ],
  ...[
    'file:///etc/passwd',
    'http://localhost/x.jpg',
    '~/secret.jpg',
    '$HOME/secret.jpg',
    '`id`',
    '$(id)',
    '|id',
  ],
  ...[
    'a\0.jpg',
    '..\0/secret.jpg',
    'secret.jpg\0.png',
    '',
    '.',
    './',
    'a//b',
    'a/./b',
    'a/',
    'a/..',
    '. ./x',
    '.. /x',
  ],
  ...[
    'link.jpg',
    'folder/secret.jpg',
    '-rf',
    '--help',
    'con',
    'nul',
    'aux.jpg',
    '..;/secret.jpg',
    '....//secret.jpg',
  ],
];

type Join = (path: string) => string | null;

/** A published layout whose lists name images by a path below `images`. */
interface Listed {
  readonly list: string;
  /** The line of an image. */
  readonly line: (path: string) => string;
  /** The folder paths are below, in the root. */
  readonly images: string;
  readonly open: (
    root: string,
  ) => Promise<readonly { readonly train: ImageDataset; readonly test: ImageDataset }[]>;
}

const layouts: Readonly<Record<string, Listed>> = {
  cub: {
    list: 'images.txt',
    line: (path) => `1 ${path}`,
    images: 'images',
    open: async (root) => [await openCub(root)],
  },
  domainnet: { list: 'clipart_train.txt', line: (path) => `${path} 2`, images: '', open: openDomainNet },
};

/** Opens a data set whose first image is called `path`; where that leads out of the root, that place. */
async function wayOut(layout: string, path: string, follow?: Join): Promise<string | null> {
  const { list: name, line, images, open } = layouts[layout]!;
  const root = await copyOfSample(layout);
  writeFileSync(join(root, '..', 'secret.jpg'), 'secret');
  symlinkSync(join(root, '..', 'secret.jpg'), join(root, images, 'link.jpg'));
  symlinkSync(join(root, '..'), join(root, images, 'folder'));
  const list = join(root, name);
  const [, ...rest] = readFileSync(list, 'utf8').split('\n');
  writeFileSync(list, [line(path), ...rest].join('\n'));
  let paths: string[];
  try {
    const sets = (await open(root)).flatMap(({ train, test }) => [train, test]);
    paths = sets.flatMap((set) =>
      Array.from({ length: set.length }, (_, i) => set.image(i)).map((image) =>
        image.kind === 'file' ? image.path : '',
      ),
    );
  } catch (error) {
    if (!FtnError.isInstance(error)) return `another error: ${error}`;
    if (!follow) return null;
    paths = [join(root, images, path)];
  }
  for (const found of follow ? paths.map((one) => follow(one) ?? one) : paths) {
    let real: string;
    try {
      real = realpathSync(found);
    } catch {
      continue;
    }
    // Links on one's own disk are followed and listed by the check: SECURITY.md says so.
    const linked = /^(link|folder)/.test(path);
    if (!linked && !real.startsWith(realpathSync(root) + sep)) return real;
  }
  return null;
}

for (const layout of Object.keys(layouts)) {
  row('F5', `spellings in a list of ${layout}`, async () => {
    const found: string[] = [];
    for (const spelling of spellings) {
      const out = await wayOut(layout, spelling);
      if (out) found.push(`${JSON.stringify(spelling)} → ${out}`);
    }
    expect(found).toEqual([]);
    expect(spellings.length).toBeGreaterThanOrEqual(60);
    return { count: spellings.length, figure: `${spellings.length} spellings, 0 outside` };
  });
}

seeded('F5', 'a listed path is joined to the folder as it is', async () => {
  const found: string[] = [];
  for (const spelling of ['../secret.jpg', '../../secret.jpg'])
    found.push((await wayOut('cub', spelling, (one) => one)) ?? '');
  expect(found.join()).toContain('secret.jpg');
});
