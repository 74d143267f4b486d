import { engine, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';
import { shareIdentity } from './share-identity.js';

/** One recorded operation. */
export interface TapeNode {
  readonly id: number;
  readonly kernelName: string;
  readonly inputs: NamedTensorMap;
  readonly outputs: Tensor[];
  readonly saved: Tensor[];
  readonly gradient?: (dys: (Tensor | null)[]) => Record<string, () => Tensor>;
}

// Private in tfjs-core 4.22, which this package pins as its peer; tape.test.ts fails should their shape change.
interface Recorder {
  startTape(): void;
  endTape(): void;
  readonly state: { activeTape: TapeNode[] | null; readonly gradientDepth: number };
}

const recorder = () => engine() as unknown as Recorder;

/** True while some tape records. */
export function isRecording(): boolean {
  return recorder().state.gradientDepth > 0;
}

/** Runs `f` and returns its result with every operation it ran, in order; the caller disposes what they saved. */
export function record<T>(f: () => T): { result: T; tape: TapeNode[] } {
  shareIdentity();
  const { state } = recorder();
  recorder().startTape();
  try {
    const result = f();
    return { result, tape: state.activeTape ?? [] };
  } catch (error) {
    releaseSaved(state.activeTape ?? []);
    throw error;
  } finally {
    recorder().endTape();
    state.activeTape = null;
  }
}

/** Disposes what the nodes saved for their gradients. */
export function releaseSaved(nodes: readonly TapeNode[]): void {
  for (const node of nodes) for (const tensor of node.saved) tensor.dispose();
}

/**
 * The nodes that lead from one of `from` to `to`, in order, each with only the inputs that do: gradients of the others
 * are never asked for.
 */
export function connecting(tape: readonly TapeNode[], from: readonly Tensor[], to: Tensor): TapeNode[] {
  const reached = new Set(from.map((tensor) => tensor.id));
  const forward: TapeNode[] = [];
  for (const node of tape) {
    const inputs = Object.entries(node.inputs).filter(([, input]) => reached.has(input.id));
    if (inputs.length === 0) continue;
    for (const output of node.outputs) reached.add(output.id);
    forward.push({ ...node, inputs: Object.fromEntries(inputs) });
  }
  const needed = new Set([to.id]);
  const nodes: TapeNode[] = [];
  for (const node of forward.reverse()) {
    if (!node.outputs.some((output) => needed.has(output.id))) continue;
    for (const input of Object.values(node.inputs)) needed.add(input.id);
    nodes.push(node);
  }
  return nodes.reverse();
}
