import { type DenseDataset, type DenseSample, denseKeys, readDenseSource } from '@ftn/datasets';
import type { ImageGrid } from '@ftn/report';
import { createTask, taskNames } from '@ftn/tasks';
import { displayName } from '../display-names.js';
import { type NumberMap, paintedTarget, paintingOf } from './painting.js';

/** What a target is called: by the task that learns it. */
function nameOf(target: string, classes: readonly string[]): string {
  const learning = taskNames().find((name) => paintedTarget(createTask(name, { classes })) === target);
  return learning === undefined ? target : displayName(learning);
}

/** The first `count` images of a set in a row each, with their maps. */
export async function mapSheet(dataset: DenseDataset, count: number): Promise<ImageGrid> {
  const { classes, colors, keys } = dataset;
  const samples: DenseSample[] = [];
  for (let i = 0; i < Math.min(count, dataset.length); i++)
    samples.push(await readDenseSource(dataset.sample(i), keys));
  const columns = denseKeys.flatMap((key) => {
    if (!keys.includes(key)) return [];
    const truths = samples.map(
      (sample): NumberMap => ({ values: sample[key]!, height: sample.height, width: sample.width }),
    );
    const painting = paintingOf(key, { truths, predicted: [], classes, colors });
    if (!painting) return [];
    return [{ name: nameOf(key, classes), pictures: truths.map(painting.draw), key: painting.key }];
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
