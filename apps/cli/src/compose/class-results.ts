import type { ClassResults } from '@ftn/report';
import type { ComparisonResult } from '@ftn/training';

/** The accuracy of every system on every class of each domain, over all seeds together. */
export function classResults(
  results: readonly ComparisonResult[],
  options: {
    readonly classesOf: (domain: string) => readonly string[];
    readonly labelOf: (system: ComparisonResult['system']) => string;
  },
): ClassResults[] {
  const domains = [...new Set(results.map(({ domain }) => domain))];
  return domains.map((title) => {
    const own = results.filter(({ domain }) => domain === title);
    const labels = [...new Set(own.map(({ system }) => options.labelOf(system)))];
    const names = options.classesOf(title);
    const systems = labels.map((label) => {
      const runs = own.filter(({ system }) => options.labelOf(system) === label);
      const values = names.map((_, i) => {
        const total = (of: 'count' | 'correct') =>
          runs.reduce((sum, { perClass }) => sum + perClass[i]![of], 0);
        return total('count') > 0 ? (100 * total('correct')) / total('count') : null;
      });
      return { label, values };
    });
    const classes = names.map((name, i) => ({ name, images: own[0]!.perClass[i]!.count }));
    return { title, metric: 'accuracy', classes, systems };
  });
}
