import { expect, it } from 'vitest';
import { engineCacheFolder } from './cache-folder.js';

it.each([
  ['FTN_CACHE', { FTN_CACHE: '/c', XDG_CACHE_HOME: '/x' }, 'linux', '/c/engine'],
  ['XDG_CACHE_HOME', { XDG_CACHE_HOME: '/x' }, 'linux', '/x/ftn/engine'],
  ['Linux', {}, 'linux', '/home/u/.cache/ftn/engine'],
  ['macOS', { XDG_CACHE_HOME: '/x' }, 'darwin', '/home/u/Library/Caches/ftn/engine'],
  ['Windows', { LOCALAPPDATA: '/l' }, 'win32', '/l/ftn/engine'],
])('engineCacheFolder follows %s', (_, env, platform, expected) => {
  expect(engineCacheFolder(env, platform, '/home/u').replaceAll('\\', '/')).toBe(expected);
});
