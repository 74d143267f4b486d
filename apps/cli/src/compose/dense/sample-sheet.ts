import { type DenseDataset, type DenseSample, readDenseSource } from '@ftn/datasets';
import type { ImageGrid } from '@ftn/report';
import { createDenseTask, denseTaskNames } from '@ftn/training';
import { displayNames } from '../display-names.js';
import { paintingOf, type TaskMap } from './dense-pictures.js';

/** The first `count` images of a set in a row each, with their maps. */
export async function sampleSheet(dataset: DenseDataset, count: number): Promise<ImageGrid> {
  const { classes, keys } = dataset;
  const samples: DenseSample[] = [];
  for (let i = 0; i < Math.min(count, dataset.length); i++)
    samples.push(await readDenseSource(dataset.sample(i), keys));
  const tasks = denseTaskNames
    .map((name) => createDenseTask(name, { classes }))
    .filter(({ key }) => keys.includes(key));
  const columns = tasks.map(({ name, key }) => {
    const truths = samples.map(
      (sample): TaskMap => ({ values: sample[key]!, height: sample.height, width: sample.width }),
    );
    const painting = paintingOf(name, { truths, predicted: [], classes });
    return { name: displayNames[name] ?? name, pictures: truths.map(painting.draw), key: painting.key };
  });
  return {
    title: dataset.name,
    columns: ['image', ...columns.map(({ name }) => name)],
    rows: samples.map(({ image, height, width }, i) => ({
      label: `${i + 1}`,
      images: [{ rgb: image, height, width }, ...columns.map(({ pictures }) => pictures[i]!)],
    })),
    ...Object.assign({}, ...columns.map(({ key }) => key)),
  };
}
