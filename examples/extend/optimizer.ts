import { type OptimizerRule, registerOptimizer } from '@ftn/training';
import { add, mul, sign, sub, type Tensor1D } from '@tensorflow/tfjs-core';
import { train } from 'ftn';
import { z } from 'zod';

// #region rule
/** Sign descent with momentum: m ← βm + (1 − β)g; w ← w − rate · sign(m) (Bernstein et al., signSGD, 2018). */
function signum(beta: number): OptimizerRule {
  return {
    slots: ['momentum'],
    update({ values, gradient, slots, rate }) {
      const momentum = add(mul(slots.momentum!, beta), mul(gradient, 1 - beta)) as Tensor1D;
      return { values: sub(values, mul(sign(momentum), rate)) as Tensor1D, slots: { momentum } };
    },
  };
}
// #endregion

// #region register
registerOptimizer('signum', { beta: z.number().min(0).max(1).default(0.9) }, ({ beta }) =>
  signum(Number(beta)),
);
// #endregion

// #region use
const set = ['methods.ftn.optimizers.factors={ kind: signum, rate: 0.002 }'];
const runs = await train({ data: 'flowers', recipe: 'demo', set, out: 'runs/signum' });
for (const { system, metrics } of runs) console.log(system.config.optimizers.factors, metrics.accuracy);
// #endregion
