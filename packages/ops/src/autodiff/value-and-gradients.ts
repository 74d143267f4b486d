import { UsageError } from '@ftn/errors';
import { add, clone, onesLike, type Scalar, Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import { checkShape } from '../check.js';
import { askingFor } from './differentiable.js';
import { connecting, isRecording, record, releaseSaved, type TapeNode } from './tape.js';

/** What one forward and backward pass gives; the caller disposes every tensor of it. */
export interface ValueAndGradients<T> {
  readonly loss: Scalar;
  /** ∂loss/∂variable by the variable's name; a variable the loss does not depend on is absent. */
  readonly gradients: Map<string, Tensor>;
  readonly outputs: T;
}

/** Adds ∂L/∂input of every input of the node to `arrived`; what the node saved and its own dy are released. */
function backward(node: TapeNode, arrived: Map<number, Tensor>): void {
  const dys = node.outputs.map((output) => arrived.get(output.id) ?? null);
  const own = new Set(dys.map((dy) => dy?.id));
  const { gradient, kernelName } = node;
  if (!gradient) {
    throw new UsageError(`valueAndGradients: the operation '${kernelName}' has no gradient`, {
      hint: "Import '@tensorflow/tfjs', which registers the stock gradients, or keep the operation off the path.",
    });
  }
  const sums = tidy(() => {
    const gradients = askingFor(Object.keys(node.inputs), () => gradient(dys));
    const made = new Map<number, Tensor>();
    for (const [name, input] of Object.entries(node.inputs)) {
      const dx = tidy(() => {
        const compute = gradients[name];
        if (!compute)
          throw new UsageError(`valueAndGradients: '${kernelName}' has no gradient for '${name}'`);
        const dx = compute();
        checkShape(`valueAndGradients: '${kernelName}'`, `the gradient of '${name}'`, dx.shape, input.shape);
        const earlier = made.get(input.id) ?? arrived.get(input.id);
        if (earlier) return add(earlier, dx);
        // A gradient may hand on its own dy, or one tensor for two inputs; each holder needs its own to release.
        const shared = own.has(dx.id) || [...made.values()].some((other) => other.id === dx.id);
        return shared ? clone(dx) : dx;
      });
      made.set(input.id, dx);
    }
    return [...made] as unknown as Tensor[];
  }) as unknown as [number, Tensor][];
  for (const [id, sum] of sums) {
    arrived.get(id)?.dispose();
    arrived.set(id, sum);
  }
  for (const output of node.outputs) {
    arrived.get(output.id)?.dispose();
    arrived.delete(output.id);
  }
  releaseSaved([node]);
}

/** The tensors held by a value: itself, or those in arrays, plain objects, maps and sets. */
function tensorsIn(value: unknown): Tensor[] {
  if (value instanceof Tensor) return [value];
  if (value instanceof Map || value instanceof Set) return [...value.values()].flatMap(tensorsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(tensorsIn);
}

/** As tfjs's `tidy`, which does not look for results inside maps and sets. */
function tidied<T>(f: () => T): T {
  let result: T | undefined;
  tidy(() => {
    result = f();
    return tensorsIn(result);
  });
  return result as T;
}

function backpropagate(
  tape: readonly TapeNode[],
  loss: Scalar,
  variables: readonly Variable[],
): Map<string, Tensor> {
  const nodes = connecting(tape, variables, loss);
  const used = new Set(nodes.map((node) => node.id));
  releaseSaved(tape.filter((node) => !used.has(node.id)));
  if (nodes.length === 0) {
    throw new UsageError('valueAndGradients: the loss depends on none of the variables', {
      hint: 'Compute it inside f from the variables themselves.',
    });
  }
  const arrived = new Map<number, Tensor>([[loss.id, onesLike(loss)]]);
  for (let node = nodes.pop(); node; node = nodes.pop()) backward(node, arrived);
  const gradients = new Map<string, Tensor>();
  for (const variable of variables) {
    const gradient = arrived.get(variable.id);
    if (gradient) gradients.set(variable.name, gradient);
  }
  return gradients;
}

/**
 * The loss, its gradients with respect to `variables`, and whatever else `f` wants to keep, by reverse mode over
 * tfjs's own tape. Unlike `tf.variableGrads`, which holds every activation and every gradient to the end, each
 * operation's saved tensors and incoming gradient are released as soon as its own gradient is done.
 *
 * @param f computes a scalar loss with any tfjs operations; all tensors but those it returns are released
 * @throws UsageError when the loss is no scalar, depends on no variable, or a tape already records
 */
export function valueAndGradients<T = undefined>(
  f: () => { loss: Scalar; outputs?: T },
  variables: readonly Variable[],
): ValueAndGradients<T> {
  if (isRecording()) throw new UsageError('valueAndGradients: already computing gradients');
  return tidied(() => {
    const { result, tape } = record(() => tidied(f));
    try {
      const { loss } = result;
      if (loss.rank !== 0) {
        throw new UsageError('valueAndGradients: the loss must be a scalar', {
          got: `shape [${(loss as Tensor).shape.join(', ')}]`,
        });
      }
      return { loss, gradients: backpropagate(tape, loss, variables), outputs: result.outputs as T };
    } catch (error) {
      releaseSaved(tape);
      throw error;
    }
  });
}
