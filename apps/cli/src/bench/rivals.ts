/** What is compared. */
export type Contested = 'step' | 'predict' | 'data';

/** A library that a measurement is compared with. */
export type Rival = 'pytorch' | 'onnxruntime' | 'torchvision';

/** What each measurement can be compared with. */
export const rivals: Readonly<Record<Contested, readonly Rival[]>> = {
  step: ['pytorch'],
  predict: ['pytorch', 'onnxruntime'],
  data: ['torchvision'],
};
