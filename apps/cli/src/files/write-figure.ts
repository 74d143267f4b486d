import { join } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { makeFolder } from '@ftn/errors/node';
import type { FileOptions } from '@ftn/report';
import { rasterize } from './rasterize.js';

/** Writes a figure as `NAME.svg`, light or dark as its reader prefers, and as `NAME.png`, dark on white. */
export async function writeFigure(
  folder: string,
  name: string,
  draw: (options: FileOptions) => string,
): Promise<void> {
  await makeFolder(folder);
  await writeFileAtomic(join(folder, `${name}.svg`), Buffer.from(draw({})));
  await writeFileAtomic(join(folder, `${name}.png`), rasterize(draw({ theme: 'light' })));
}
