// Dense prediction: edges, segmentation, normals and depth over one backbone.
export { createDenseTask, type DenseTaskOptions } from './create-dense-task.js';
export { type DenseBatch, denseBatch, denseSource } from './dense-batch.js';
export { createDenseDomain } from './dense-domain.js';
export { type DenseMeter, type DenseTask, type DenseTaskName, denseTaskNames } from './dense-task.js';
export { type DenseEvaluation, evaluateDense } from './evaluate-dense.js';
export { JointLearner, type JointMember } from './joint-learner.js';
export { type DenseProtocol, denseProtocols } from './protocols.js';
export { type JointRunOptions, type JointTrainOptions, runJointly, trainJointly } from './train-jointly.js';
