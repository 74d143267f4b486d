import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';

/** A link below a folder and where it leads: out of that folder. */
export interface LinkOutside {
  readonly link: string;
  readonly target: string;
}

/** The link by which a path below `root` leads out of it; undefined where it leads nowhere else, or to nothing. */
export async function leadsOutside(root: string, path: string): Promise<LinkOutside | undefined> {
  const top = resolve(root);
  const real = await realpath(top).catch(() => undefined);
  let found: LinkOutside | undefined;
  // From the file upwards, as long as what is there lies elsewhere: the last link found is the one nearest to the root.
  for (let place = resolve(path); real !== undefined && place !== top; place = dirname(place)) {
    const target = await realpath(place).catch(() => undefined);
    if (target === undefined || isInside(real, target)) break;
    found = { link: place, target };
  }
  return found;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
