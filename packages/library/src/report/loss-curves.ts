import { metricOf } from '@ftn/metrics';
import type { CurveChart } from '@ftn/report';
import type { TaskResult } from '@ftn/training';
import { shownSystem } from './display-names.js';
import { groupBy } from './group-by.js';
import { placeKey, placesOf, shownPlace } from './place.js';

/** The results of the first seed with a name for each place they are of. */
function byPlace(results: readonly TaskResult[]) {
  const { placeOf, byTask } = placesOf(results);
  const first = Math.min(...results.map(({ seed }) => seed));
  const shown = results.filter(({ seed }) => seed === first);
  const groups = [...groupBy(shown, (result) => placeKey(placeOf(result))).values()];
  return groups.map((own) => ({ own, name: `${byTask ? 'of' : 'on'} ${shownPlace(placeOf(own[0]!))}` }));
}

/** What every system reaches on validation images by epoch, where that was measured; charts as of `lossCurves`. */
export function validationCurves(results: readonly TaskResult[]): CurveChart[] {
  return byPlace(results).flatMap(({ own, name }) => {
    const curves = own
      .map(({ system, epochs }) => ({
        label: shownSystem(system),
        points: epochs.flatMap(({ epoch, validation }) =>
          validation === null ? [] : [{ x: epoch + 1, y: validation }],
        ),
      }))
      .filter(({ points }) => points.length > 0);
    if (curves.length === 0) return [];
    const { label, unit } = metricOf(own[0]!.metric);
    const yLabel = `validation ${label}${unit === '' ? '' : `, ${unit}`}`;
    return [{ title: `Validation ${name}`, xLabel: 'epoch', yLabel, curves }];
  });
}

/** The training loss of every system by epoch, a chart for each domain or task, of the first seed. */
export function lossCurves(results: readonly TaskResult[]): CurveChart[] {
  return byPlace(results).map(({ own, name }) => ({
    title: `Training loss ${name}`,
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
