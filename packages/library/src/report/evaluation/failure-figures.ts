import type { CurveChart, HeatMap } from '@ftn/report';
import type { TaskResult } from '@ftn/training';
import { displayName, shownSystem } from '../display-names.js';
import { groupBy } from '../group-by.js';
import { shownPlace } from '../place.js';
import { calibrationCurves } from './calibration-curves.js';
import { confusionMap } from './confusion-map.js';

/** Where the systems of a comparison fail. */
export interface FailureFigures {
  /** One for each task of each domain whose outputs are classes. */
  readonly confusions: readonly HeatMap[];
  /** One for each domain whose images have one class, with a curve for every system. */
  readonly calibrations: readonly CurveChart[];
}

/** The results of the first seed, task by task of each domain. */
function byPlace(results: readonly TaskResult[]): TaskResult[][] {
  const [first] = results;
  const own = results.filter(({ seed }) => seed === first?.seed);
  return [...groupBy(own, ({ domain, task }) => shownPlace({ domain, task })).values()];
}

/**
 * How often the last system with a rank (else the last) takes each class for each, and every system's accuracy against its
 * confidence, of the first seed.
 *
 * @param classesOf the names of the outputs of a domain's task
 */
export function failureFigures(
  results: readonly TaskResult[],
  classesOf: (domain: string) => readonly string[],
): FailureFigures {
  const places = byPlace(results);
  return {
    confusions: places.flatMap((own) => {
      const counted = own.filter(({ confusion }) => confusion);
      const chosen = counted.filter(({ system }) => system.rank !== null).at(-1) ?? counted.at(-1);
      if (!chosen) return [];
      const { system, domain, task, confusion } = chosen;
      const title = `${shownSystem(system)} on ${domain}, ${displayName(task)}`;
      return [confusionMap(confusion!, { classes: classesOf(domain), title })];
    }),
    calibrations: places.flatMap((own) => {
      const measured = own.flatMap(({ system, calibration }) =>
        calibration ? [{ label: shownSystem(system), calibration }] : [],
      );
      return measured.length === 0 ? [] : [calibrationCurves(own[0]!.domain, measured)];
    }),
  };
}
