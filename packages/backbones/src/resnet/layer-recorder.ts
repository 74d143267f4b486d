import type { BatchNormLayer, ConvLayer } from '@ftn/layers';

/** Collects the layers of a network in the order the reference implementation lists them. */
export class LayerRecorder {
  readonly convolutions: ConvLayer[] = [];
  readonly batchNorms: BatchNormLayer[] = [];

  /** A square convolution without bias whose padding keeps the size at stride 1. */
  conv(
    name: string,
    channels: readonly [number, number],
    kernel: number,
    options: { stride?: number; dilation?: number } = {},
  ): void {
    const { stride = 1, dilation = 1 } = options;
    this.convolutions.push({
      kind: 'conv',
      name,
      kernel: [kernel, kernel],
      inChannels: channels[0],
      outChannels: channels[1],
      stride,
      padding: dilation * ((kernel - 1) / 2),
      dilation,
    });
  }

  /** A batch norm over the output of the convolution declared last. */
  batchNorm(name: string, channels: number): void {
    const after = this.convolutions.at(-1)!.name;
    this.batchNorms.push({ kind: 'batch-norm', name, channels, epsilon: 1e-5, momentum: 0.1, after });
  }
}
