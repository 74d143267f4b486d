import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageDataset } from '@ftn/datasets';
import { registerData, train } from 'ftn';

// #region dataset
/** A set of images listed in a file, one `PATH CLASS` a line, from the folder that holds the list. */
async function openList(root: string, list: string): Promise<ImageDataset> {
  const lines = (await readFile(join(root, list), 'utf8')).trim().split('\n');
  const rows = lines.map((line) => line.split(' ') as [string, string]);
  const classes = [...new Set(rows.map(([, name]) => name))].sort();
  return {
    name: list,
    classes,
    length: rows.length,
    label: (index) => classes.indexOf(rows[index]![1]),
    image: (index) => ({ kind: 'file', path: join(root, rows[index]![0]) }),
  };
}
// #endregion

// #region register
registerData('listed', {
  form: 'listed:ROOT',
  summary: 'images named in train.txt and test.txt, each with its class',
  async open(root) {
    const [training, test] = [await openList(root, 'train.txt'), await openList(root, 'test.txt')];
    return [{ name: 'listed', train: training, test }];
  },
});
// #endregion

// #region use
const runs = await train({ data: 'listed:flowers', recipe: 'demo', out: 'runs/listed' });
for (const { domain, metrics } of runs) console.log(domain, metrics.accuracy);
// #endregion
