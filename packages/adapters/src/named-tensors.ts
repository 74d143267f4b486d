import { MismatchError } from '@ftn/errors';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Hands out tensors by name once each, so that what is missing or left over can be said. */
export class NamedTensors {
  readonly #left: Map<string, Tensor>;
  readonly #file: { file?: string };

  constructor(tensors: ReadonlyMap<string, Tensor>, file?: string) {
    this.#left = new Map(tensors);
    this.#file = file === undefined ? {} : { file };
  }

  take(name: string, shape: readonly number[]): Tensor {
    const tensor = this.#left.get(name);
    if (!tensor) this.#fail(`'${name}' is missing`);
    this.#left.delete(name);
    if (tensor.shape.join() !== shape.join()) {
      this.#fail(`'${name}' has shape [${tensor.shape.join(', ')}], not [${shape.join(', ')}]`);
    }
    return tensor;
  }

  /** All tensors `<layer>.<part>` with a single-word part, by part. */
  takeLayer(layer: string): Map<string, Tensor> {
    const parts = new Map<string, Tensor>();
    for (const [name, tensor] of this.#left) {
      const part = name.slice(layer.length + 1);
      if (part.includes('.') || name !== `${layer}.${part}`) continue;
      parts.set(part, tensor);
      this.#left.delete(name);
    }
    return parts;
  }

  /** Refuses what nobody took. */
  close(): void {
    const names = [...this.#left.keys()];
    if (names.length === 0) return;
    this.#fail(`unexpected ${names.slice(0, 4).join(', ')}${names.length > 4 ? ' …' : ''}`);
  }

  #fail(what: string): never {
    throw new MismatchError(`the adapter does not fit its backbone and method: ${what}`, {
      ...this.#file,
      hint: 'Check that adapter.json and adapter.safetensors were written together.',
    });
  }
}
