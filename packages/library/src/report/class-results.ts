import type { ClassResults } from '@ftn/report';
import type { TaskResult } from '@ftn/training';
import { shownSystem } from './display-names.js';
import { groupBy } from './group-by.js';

/**
 * The accuracy of every system on every class of each domain, over all seeds together, in percent; domains whose
 * images have no single class are left out.
 */
export function classResults(
  results: readonly TaskResult[],
  classesOf: (domain: string) => readonly string[],
): ClassResults[] {
  const counted = results.flatMap(({ perClass, ...result }) => (perClass ? [{ ...result, perClass }] : []));
  return [...groupBy(counted, ({ domain }) => domain)].map(([title, own]) => {
    const names = classesOf(title);
    const systems = [...groupBy(own, ({ system }) => shownSystem(system))].map(([label, runs]) => {
      const values = names.map((_, i) => {
        const total = (of: 'count' | 'correct') =>
          runs.reduce((sum, { perClass }) => sum + perClass[i]![of], 0);
        return total('count') > 0 ? (100 * total('correct')) / total('count') : null;
      });
      return { label, values };
    });
    const classes = names.map((name, i) => ({ name, images: own[0]!.perClass[i]!.count }));
    return { title, metric: own[0]!.metric, classes, systems };
  });
}
