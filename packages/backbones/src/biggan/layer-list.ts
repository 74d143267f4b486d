import type { BatchNormLayer, ConvLayer, LinearLayer } from '@ftn/layers';

/** A table with a row for each class. */
export interface EmbeddingLayer {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** Whether its spectral norm is taken. */
  readonly spectral: boolean;
}

/** Every layer of a generator or a discriminator, in the names of the reference implementation. */
export interface BigGanLayers {
  readonly convolutions: readonly ConvLayer[];
  /** The convolutions that have a bias. */
  readonly biased: ReadonlySet<string>;
  readonly linears: readonly LinearLayer[];
  readonly embeddings: readonly EmbeddingLayer[];
  /** Batch norms whose scale and offset are linear functions of a class vector: `<name>.gain`, `<name>.bias` in `linears`. */
  readonly conditionalNorms: readonly BatchNormLayer[];
  /** Batch norms with their own scale and offset. */
  readonly batchNorms: readonly BatchNormLayer[];
  /** Attentions, each with a weight `<name>.gamma`. */
  readonly attentions: readonly string[];
}

/** Collects the layers of one network as they are declared. */
export class LayerList implements BigGanLayers {
  readonly convolutions: ConvLayer[] = [];
  readonly biased = new Set<string>();
  readonly linears: LinearLayer[] = [];
  readonly embeddings: EmbeddingLayer[] = [];
  readonly conditionalNorms: BatchNormLayer[] = [];
  readonly batchNorms: BatchNormLayer[] = [];
  readonly attentions: string[] = [];
  readonly #epsilon: number;

  constructor(normEpsilon: number) {
    this.#epsilon = normEpsilon;
  }

  /** A square convolution that keeps the size of its input, which is enlarged first where `upsample` is 2. */
  conv(
    name: string,
    [inChannels, outChannels]: readonly [number, number],
    kernel: 1 | 3,
    { bias = true, upsample = 1 }: { bias?: boolean; upsample?: 1 | 2 } = {},
  ): void {
    const padding = (kernel - 1) / 2;
    const steps = { stride: 1, padding, dilation: 1, upsample };
    this.convolutions.push({
      kind: 'conv',
      name,
      kernel: [kernel, kernel],
      inChannels,
      outChannels,
      ...steps,
    });
    if (bias) this.biased.add(name);
  }

  linear(name: string, inFeatures: number, outFeatures: number, bias = true): void {
    this.linears.push({ kind: 'linear', name, inFeatures, outFeatures, bias });
  }

  embedding(name: string, rows: number, columns: number, spectral: boolean): void {
    this.embeddings.push({ name, rows, columns, spectral });
  }

  conditionalNorm(name: string, channels: number, conditionSize: number): void {
    this.conditionalNorms.push(this.#norm(name, channels));
    this.linear(`${name}.gain`, conditionSize, channels, false);
    this.linear(`${name}.bias`, conditionSize, channels, false);
  }

  batchNorm(name: string, channels: number): void {
    this.batchNorms.push(this.#norm(name, channels));
  }

  attention(name: string, channels: number): void {
    const [narrow, half] = [Math.floor(channels / 8), Math.floor(channels / 2)];
    this.conv(`${name}.theta`, [channels, narrow], 1, { bias: false });
    this.conv(`${name}.phi`, [channels, narrow], 1, { bias: false });
    this.conv(`${name}.g`, [channels, half], 1, { bias: false });
    this.conv(`${name}.o`, [half, channels], 1, { bias: false });
    this.attentions.push(name);
  }

  #norm(name: string, channels: number): BatchNormLayer {
    return { kind: 'batch-norm', name, channels, epsilon: this.#epsilon, momentum: 0.1 };
  }
}

/** The lists alone. */
export function listed(layers: BigGanLayers): BigGanLayers {
  const { convolutions, biased, linears, embeddings, conditionalNorms, batchNorms, attentions } = layers;
  return { convolutions, biased, linears, embeddings, conditionalNorms, batchNorms, attentions };
}
