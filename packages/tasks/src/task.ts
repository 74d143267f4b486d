import type { Batch, TargetName } from '@ftn/datasets';
import type { CalibrationResult, Metric } from '@ftn/metrics';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { ClassLoss } from './class-loss.js';

/** Numbers a task predicts for a batch, laid out as its output. */
export type Prediction = Float32Array | Int32Array;

/** Test images of one class, and those whose first prediction was right. */
export interface ClassCount {
  readonly count: number;
  readonly correct: number;
}

/** How often each class was taken for each. */
export interface Confusion {
  /** What is counted. */
  readonly of: 'images' | 'pixels';
  /** classes × classes, row by row: `counts[truth * classes + prediction]`. */
  readonly counts: readonly number[];
}

/** The class an image was given, where every image has one. */
export interface ClassDecision {
  readonly truth: number;
  readonly predicted: number;
  /** The probability of the predicted class, 0 to 1. */
  readonly confidence: number;
}

/** What an evaluation found. */
export interface Measurement {
  /** By name, the task's own first, each in the unit of its metric. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Class by class, in the order of the outputs, where every image has one class. */
  readonly perClass?: readonly ClassCount[];
  /** In the order of the outputs, where these are classes. */
  readonly confusion?: Confusion;
  /** Whether confidences are what they say, where every image has one class. */
  readonly calibration?: CalibrationResult;
}

/** What an evaluation feeds, batch by batch. */
export interface TaskMeter {
  update(prediction: Prediction, batch: Batch): void | Promise<void>;
  result(): Measurement | Promise<Measurement>;
  /** Ends threads the meter works on. */
  close?(): Promise<void>;
}

/** The kind of a head with its options, as `createHead` takes them. */
export interface TaskHead {
  readonly kind: string;
  readonly options: Readonly<Record<string, number | boolean | string | readonly number[]>>;
}

/**
 * What a domain learns, whole: the head it needs, what it reads of a batch, its loss, what it predicts and how that
 * is measured. Whoever holds a task asks it, and never which one it is.
 */
export interface Task {
  readonly name: string;
  /** What each channel of the output stands for: classes, or the components of a map. */
  readonly outputs: readonly string[];
  /** The head over the backbone's features; null for a generator, which makes images. */
  readonly head: TaskHead | null;
  /** What is read beside the images. */
  readonly targets: readonly TargetName[];
  /** The metric that tells how good it is. */
  readonly metric: Metric;
  /** The loss of the output on a batch, differentiable in the output. */
  loss(output: Tensor, batch: Batch): Scalar;
  /**
   * The settings of a loss that is the cross entropy of one class for each image, mixed images included; absent where it is
   * another loss, on which label smoothing, weights of classes and mixed images cannot act.
   */
  readonly classLoss?: ClassLoss;
  /** What is measured and shown, from the output: logits, probabilities, classes, unit vectors, metres, colours. */
  predict(output: Tensor): Tensor;
  /**
   * Refuses images of a size on which the metric measures nothing; absent where every size is measured.
   *
   * @param size in pixels, as evaluation sees the image
   * @throws MismatchError with the size and what would be enough
   */
  requireSize?(size: { readonly height: number; readonly width: number }): void;
  meter(): TaskMeter;
  /** The class each image of a batch was given; absent where images have no single class. */
  decisions?(prediction: Prediction, batch: Batch): ClassDecision[];
}
