import { crossEntropy } from '@ftn/ops';
import { classificationTask, registerTask, type Task, targetOf } from '@ftn/tasks';
import { abs, add, sub, type Tensor2D, tensor1d } from '@tensorflow/tfjs-core';
import { evaluate, train } from 'ftn';

// #region task
/** Classification that is kept from a training loss of zero: |L − b| + b of the cross entropy L (Ishida et al., 2020). */
function floodedTask(classes: readonly string[], level: number): Task {
  return {
    ...classificationTask(classes),
    name: 'flooded',
    loss(output, batch) {
      const labels = tensor1d(targetOf(batch, 'label').data, 'int32');
      return add(abs(sub(crossEntropy(output as Tensor2D, labels), level)), level);
    },
  };
}
// #endregion

// #region register
registerTask('flooded', ({ classes }) => floodedTask(classes, 0.1));
// #endregion

// #region use
await train({ data: 'flowers', tasks: 'flooded', recipe: 'demo', out: 'runs/flooded' });
const { task, metric, metrics } = await evaluate({ adapter: 'runs/flooded' });
console.log(task, metric, metrics[metric]);
// #endregion
