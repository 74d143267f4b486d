import { registerBackbone, resNet } from '@ftn/backbones';
import { train, trainBackbone } from 'ftn';

// #region register
const config = { block: 'basic', depths: [1, 1, 1, 1], width: 8, stem: 'small' } as const;
registerBackbone('resnet10-narrow', (options) => resNet('resnet10-narrow', config, options));
// #endregion

// #region weights
const backbone = 'resnet10-narrow';
const from = { data: 'flowers', backbone, recipe: 'demo', fromScratch: true, out: 'runs/narrow' };
const { file: weights } = await trainBackbone(from);
// #endregion

// #region use
const runs = await train({ data: 'birds', backbone, weights, recipe: 'demo', out: 'runs/on-narrow' });
for (const { system, metrics } of runs) console.log(system.method, metrics.accuracy);
// #endregion
