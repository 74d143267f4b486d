import { smallEvaluation, smallTraining } from '@ftn/datasets/memory';

/** Pixels on a side of what the network sees. */
export const networkSide = 64;

/** How a photograph of any size becomes what the network sees: the middle square, shrunk. */
export const evaluationSteps = [
  { kind: 'resize-shorter', size: networkSide },
  { kind: 'center-crop', size: networkSide },
  ...smallEvaluation(),
] as const;

/** The same, then a random crop after a margin and a flip by chance. */
export const trainingSteps = [...evaluationSteps.slice(0, 2), ...smallTraining(networkSide)];
