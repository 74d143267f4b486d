import {
  type Features,
  type HeadArchitecture,
  headNetwork,
  headTensors,
  type NormStatistics,
} from '@ftn/backbones';
import type { BatchNormLayer } from '@ftn/layers';
import type { RandomStream } from '@ftn/random';
import { type Tensor, tensor, type Variable, variable } from '@tensorflow/tfjs-core';
import type { RunningStatistics } from './running-statistics.js';

/** How a head runs: which statistics it normalises by, and where a batch's statistics are collected. */
export interface HeadRun {
  readonly mode: 'train' | 'eval';
  readonly running: RunningStatistics;
  readonly observe?: (layer: string, batch: NormStatistics) => void;
}

/** A domain's own head: the weights of its architecture. Its running statistics are kept with the domain's others. */
export class Head {
  readonly architecture: HeadArchitecture;
  /** By the names files use, e.g. `fc.weight`. */
  readonly trainable: ReadonlyMap<string, Variable>;

  private constructor(architecture: HeadArchitecture, trainable: ReadonlyMap<string, Variable>) {
    this.architecture = architecture;
    this.trainable = trainable;
  }

  /** A fresh head, drawn layer by layer. */
  static random(architecture: HeadArchitecture, random: RandomStream): Head {
    const trainable = headTensors(architecture)
      .filter((spec) => spec.trainable)
      .map(({ name, shape, initial }) => {
        const value = tensor(initial(random), [...shape]);
        const made = variable(value);
        value.dispose();
        return [name, made] as const;
      });
    return new Head(architecture, new Map(trainable));
  }

  /** A head from stored tensors, which it copies; `stored` holds one for each parameter. */
  static from(architecture: HeadArchitecture, stored: ReadonlyMap<string, Tensor>): Head {
    const trainable = headTensors(architecture).filter((spec) => spec.trainable);
    return new Head(architecture, new Map(trainable.map(({ name }) => [name, variable(stored.get(name)!)])));
  }

  /** The batch norms of the head, whose running statistics the domain keeps. */
  get batchNorms(): readonly BatchNormLayer[] {
    const { layers } = this.architecture;
    return layers.filter((layer): layer is BatchNormLayer => layer.kind === 'batch-norm');
  }

  /** The output over a backbone's features, for an image of that height and width. */
  forward(features: Features, image: readonly [number, number], run: HeadRun): Tensor {
    const tensorOf = (name: string) => this.trainable.get(name) ?? statistic(run.running, name);
    const network = headNetwork(this.architecture, tensorOf, run.mode, run.observe);
    return this.architecture.forward(network, features, image);
  }

  /** Everything of the head that a file keeps, in memory layout. */
  stored(running: RunningStatistics): Map<string, Tensor> {
    const names = headTensors(this.architecture).map((spec) => spec.name);
    return new Map(names.map((name) => [name, this.trainable.get(name) ?? statistic(running, name)]));
  }

  dispose(): void {
    for (const variable of this.trainable.values()) variable.dispose();
  }
}

/** `<layer>.running_mean` or `<layer>.running_var`. */
function statistic(running: RunningStatistics, name: string): Tensor {
  const dot = name.lastIndexOf('.');
  const { mean, variance } = running.get(name.slice(0, dot));
  return name.endsWith('.running_mean') ? mean : variance;
}
