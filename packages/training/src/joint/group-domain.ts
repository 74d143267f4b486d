import type { DomainGroup } from '@ftn/adapters';
import type { Batch, BatchSource } from '@ftn/datasets';
import { classificationTask } from '@ftn/tasks';
import { evaluate } from '../loop/evaluate.js';
import type { Objective } from '../loop/objective.js';

/** A domain of a group with its images; each call of `validation` starts over. */
export interface GroupDomain {
  readonly name: string;
  readonly classes: readonly string[];
  readonly train: BatchSource;
  /** What it is trained for; default the classification of its classes. */
  readonly task?: Objective | undefined;
  readonly validation?: () => AsyncIterable<Batch>;
}

/** What each domain of a group is trained for. */
export const objectivesOf = (domains: readonly GroupDomain[]): Objective[] =>
  domains.map(({ task, classes }) => task ?? classificationTask(classes));

/** The mean accuracy of a group's domains on their validation images, in percent; undefined where one has none. */
export function groupValidation(
  group: DomainGroup,
  domains: readonly GroupDomain[],
): ((onBatch: () => void) => Promise<number>) | undefined {
  const sets = domains.flatMap(({ validation }) => validation ?? []);
  if (sets.length < domains.length) return undefined;
  return async (onBatch) => {
    let sum = 0;
    for (const [i, domain] of group.domains.entries()) {
      const task = classificationTask(domain.classes);
      const { metrics } = await evaluate(domain, task, sets[i]!(), { onBatch });
      sum += metrics[task.metric.name]!;
    }
    return sum / domains.length;
  };
}
