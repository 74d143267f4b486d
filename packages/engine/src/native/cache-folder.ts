import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The per-user folder that holds the installed engines: FTN_CACHE, else where the system keeps caches
 * (XDG_CACHE_HOME or ~/.cache, ~/Library/Caches, LOCALAPPDATA).
 */
export function engineCacheFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
  home: string = homedir(),
): string {
  if (env.FTN_CACHE) return join(env.FTN_CACHE, 'engine');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'ftn', 'engine');
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'ftn', 'engine');
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'ftn', 'engine');
}
