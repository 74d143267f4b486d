import { formatMetric, metricOf } from '@ftn/metrics';
import type { ClassResults, ComparisonReport, CurveChart, HeatMap } from '@ftn/report';
import type { Evaluation } from '../../evaluate/evaluation.js';
import { displayNames, systemColumns } from '../display-names.js';
import { placesOf } from '../place.js';
import { calibrationCurves } from './calibration-curves.js';
import { confusionMap, mostConfused } from './confusion-map.js';
import { worstImages } from './worst-images.js';

/** The confusion matrix of an evaluation as a picture; null where it has no classes. */
export function evaluationConfusion({ confusion, classes, domain, task }: Evaluation): HeatMap | null {
  if (!confusion) return null;
  const names = classes.map((one) => one.class);
  return confusionMap(confusion, { classes: names, title: `${domain}, ${task}` });
}

/** Accuracy against confidence, with the diagonal of what is perfectly calibrated; null where images have no class. */
export const calibrationChart = ({ calibration, domain }: Evaluation): CurveChart | null =>
  calibration && calibrationCurves(domain, [{ label: domain, calibration }]);

/** Recall, precision and IoU of every class beside each other. */
function classTable({ classes, confusion, domain }: Evaluation): ClassResults[] {
  if (!confusion) return [];
  const column = (label: string, value: (one: Evaluation['classes'][number]) => number) => {
    return { label, values: classes.map((one) => (Number.isFinite(value(one)) ? value(one) : null)) };
  };
  return [
    {
      title: domain,
      metric: 'accuracy',
      counted: confusion.of,
      rivals: false,
      classes: classes.map((one) => ({ name: one.class, images: one.count })),
      systems: [
        column('precision', ({ precision }) => precision),
        column('recall', ({ accuracy }) => accuracy),
        column('IoU', ({ iou }) => iou),
      ],
    },
  ];
}

/** What a reader should know of the numbers. */
function notesOf({ confusion, classes, calibration, perImage, metrics }: Evaluation): string[] {
  const all = Object.entries(metrics).map(([name, value]) => {
    const metric = metricOf(name);
    return `${metric.label} ${formatMetric(metric, value)}`;
  });
  const names = classes.map((one) => one.class);
  const pairs = confusion ? mostConfused(confusion, names, 5) : [];
  const wrong = perImage.filter(({ decision }) => decision && !decision.correct).length;
  const decided = perImage.some(({ decision }) => decision);
  return [
    `Measured: ${all.join(', ')}.`,
    ...(decided ? [`${wrong} of ${perImage.length} images were given another class than theirs.`] : []),
    ...(pairs.length > 0
      ? [
          `Most often confused: ${pairs.map(({ truth, predicted, count }) => `${truth} for ${predicted} (${count})`).join(', ')}.`,
        ]
      : []),
    ...(calibration && Number.isFinite(calibration.ece)
      ? [
          `Expected calibration error over ${calibration.bins.length} bins of confidence: ${calibration.ece.toFixed(2)} %; the largest difference of a bin: ${calibration.largest.toFixed(2)} %.`,
        ]
      : []),
    'Worst are the images with the highest loss, which for classes is the negative logarithm of the probability of the right one.',
  ];
}

/**
 * The page of an evaluation: where it fails, class by class, and its worst images where it was asked to `show` some.
 *
 * ```ts
 * const found = await evaluate({ adapter: 'runs/flowers', show: 24 });
 * await writeFile('report.html', renderComparisonHtml(evaluationReport(found, { command: 'evaluate(…)' })));
 * ```
 */
export function evaluationReport(
  found: Evaluation,
  { command }: { readonly command: string },
): ComparisonReport {
  const { domain, task, split, images, metric, metrics, engine, parameters, multiple } = found;
  const { placeOf } = placesOf([found]);
  const confusion = evaluationConfusion(found);
  const calibration = calibrationChart(found);
  const system = { ...systemColumns(found), ...placeOf(found) };
  const row = { ...system, metric, value: metrics[metric] ?? Number.NaN, parameters, multiple };
  return {
    title: `Where ${domain} fails`,
    description: `${images.toLocaleString('en-US')} ${split} images, ${task}.`,
    table: { id: 'evaluate', engine: engine.name, rows: [row] },
    curves: [],
    classes: classTable(found),
    confusions: confusion ? [confusion] : [],
    calibrations: calibration ? [calibration] : [],
    ...worstImages(found),
    settings: { command, split, images, engine: `${engine.name}, ${engine.threads} threads` },
    notes: notesOf(found),
    names: displayNames(),
  };
}
