import { engine } from '@tensorflow/tfjs-core';
import type { TapeNode } from './tape.js';

// Private in tfjs-core 4.22, which this package pins as its peer; profile.test.ts fails should its shape change.
interface Recorder {
  addTapeNode(...node: unknown[]): void;
  readonly state: { readonly activeTape: TapeNode[] };
}

let current: string | undefined;

/** The layer whose operations run. */
export const profiledLayer = (): string | undefined => current;

/** Runs `f` as a layer's: a profile tells its operations, and later those of its gradients, as that layer's. */
export function profiledAs<T>(layer: string | undefined, f: () => T): T {
  const outer = current;
  current = layer;
  try {
    return f();
  } finally {
    current = outer;
  }
}

/** Lets gradients run as the layer that recorded them, until what it returns is called. */
export function nameGradients(): () => void {
  const target = engine() as unknown as Recorder;
  const add = target.addTapeNode;
  target.addTapeNode = (...args) => {
    add.apply(target, args);
    const node = target.state.activeTape.at(-1) as { -readonly [key in keyof TapeNode]: TapeNode[key] };
    const { gradient } = node;
    if (!gradient) return;
    const layer = current;
    node.gradient = (dys) => {
      const thunks = profiledAs(layer, () => gradient(dys));
      return Object.fromEntries(
        Object.entries(thunks).map(([name, compute]) => [name, () => profiledAs(layer, compute)]),
      );
    };
  };
  return () => Reflect.deleteProperty(target, 'addTapeNode');
}
