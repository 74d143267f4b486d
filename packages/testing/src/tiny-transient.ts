import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** Columns of the published table after the path: 40 attributes, of which these matter here. */
const columns = { daylight: 1, winter: 18 } as const;

/** Writes the Transient Attributes with `images` pictures of one camera, all of a winter's day. */
export async function writeTinyTransient(root: string, images: number): Promise<string> {
  const rows: string[] = [];
  for (let i = 0; i < images; i++) {
    const image = `00000064/${i}.jpg`;
    const file = join(root, 'imageAlignedLD', image);
    await mkdir(dirname(file), { recursive: true });
    const background = { r: 200, g: 210, b: 220 + 5 * i };
    await sharp({ create: { width: 40, height: 30, channels: 3, background } }).toFile(file);
    const cells = Array.from({ length: 40 }, (_, column) =>
      column === columns.daylight || column === columns.winter ? '0.9,0.8' : '0.1,0.5',
    );
    rows.push([image, ...cells].join('\t'));
  }
  await mkdir(join(root, 'annotations'), { recursive: true });
  await writeFile(join(root, 'annotations/annotations.tsv'), `${rows.join('\n')}\n`);
  return root;
}
