import { formatMetric, isBetter, metricOf, registerMetric } from '@ftn/metrics';
import { classificationTask, registerTask, type TaskMeter, targetOf } from '@ftn/tasks';
import { evaluate, train } from 'ftn';

// #region metric
registerMetric('balancedError', { label: 'balanced error', unit: '%', better: 'lower', digits: 1 });
// #endregion

// #region meter
/** The mean over classes of the share of their images that are assigned to another class, in percent. */
function balancedErrorMeter(classes: number): TaskMeter {
  const wrong = new Float64Array(classes);
  const seen = new Float64Array(classes);
  return {
    update(logits, batch) {
      for (const [i, label] of targetOf(batch, 'label').data.entries()) {
        const row = logits.subarray(i * classes, (i + 1) * classes);
        wrong[label]! += row.indexOf(Math.max(...row)) === label ? 0 : 1;
        seen[label]! += 1;
      }
    },
    result() {
      const shares = wrong.map((count, label) => count / seen[label]!);
      return { metrics: { balancedError: (100 * shares.reduce((a, b) => a + b, 0)) / classes } };
    },
  };
}
// #endregion

// #region task
registerTask('balanced', ({ classes }) => ({
  ...classificationTask(classes),
  name: 'balanced',
  metric: metricOf('balancedError'),
  meter: () => balancedErrorMeter(classes.length),
}));
// #endregion

// #region use
await train({ data: 'flowers', tasks: 'balanced', recipe: 'demo', out: 'runs/balanced' });
const { metric, metrics } = await evaluate({ adapter: 'runs/balanced' });
console.log(formatMetric(metricOf(metric), metrics[metric]!), isBetter(metricOf(metric), 1, 2));
// #endregion
