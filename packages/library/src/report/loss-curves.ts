import type { CurveChart } from '@ftn/report';
import type { TaskResult } from '@ftn/training';
import { shownSystem } from './display-names.js';
import { groupBy } from './group-by.js';
import { placeKey, placesOf, shownPlace } from './place.js';

/** The training loss of every system by epoch, a chart for each domain or task, of the first seed. */
export function lossCurves(results: readonly TaskResult[]): CurveChart[] {
  const { placeOf, byTask } = placesOf(results);
  const first = Math.min(...results.map(({ seed }) => seed));
  const shown = results.filter(({ seed }) => seed === first);
  return [...groupBy(shown, (result) => placeKey(placeOf(result))).values()].map((own) => ({
    title: `Training loss ${byTask ? 'of' : 'on'} ${shownPlace(placeOf(own[0]!))}`,
    xLabel: 'epoch',
    yLabel: 'mean loss of its steps',
    curves: own
      .filter(({ epochs }) => epochs.length > 0)
      .map(({ system, epochs }) => ({
        label: shownSystem(system),
        points: epochs.map(({ epoch, loss }) => ({ x: epoch + 1, y: loss })),
      })),
  }));
}
