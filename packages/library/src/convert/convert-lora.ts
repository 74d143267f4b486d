import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  backboneFromTensors,
  describeInput,
  type LastingFields,
  readNetworkMetadata,
  selectBackbone,
} from '@ftn/adapters';
import { writeAdapterFolder } from '@ftn/adapters/node';
import { type Architecture, createArchitecture } from '@ftn/backbones';
import type { NamedTensors } from '@ftn/checkpoints';
import { readTensorFile } from '@ftn/checkpoints/node';
import { imagenetEvaluation } from '@ftn/datasets';
import { startEngine } from '@ftn/engine';
import { MismatchError, UsageError } from '@ftn/errors';
import { domainOfFit, type FittedLayer, type ForeignAdapter, fitAdapter, relativeError } from '@ftn/exchange';
import { library } from '../files/package-files.js';
import { weightsFile } from '../networks/open-backbone.js';
import { Run, type RunContext } from '../progress/run.js';
import { readForeign } from './read-foreign.js';

/** Which adapter of another library becomes one of FTN, and how. */
export interface ConvertLoraOptions {
  /** PEFT's folder (adapter_config.json, adapter_model.safetensors), or LyCORIS's .safetensors file. */
  readonly from: string;
  /** The folder to write. */
  readonly out: string;
  /** The network it was trained over, e.g. `resnet18`. */
  readonly backbone: string;
  /** Its weights; default those that ship with the library. */
  readonly weights?: string | undefined;
  /** R, the most terms of every ΔW; default each layer's own rank. */
  readonly rank?: number | undefined;
  /** The domain's name; default the one it had, else the name of the file. */
  readonly name?: string | undefined;
  /** The names of the classes; default those it had, else `class 0` and so on. */
  readonly classes?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How near the factors of a layer are to its LoRA. */
export interface ConvertedLayer {
  readonly layer: string;
  /** R; 0 where ΔW = 0. */
  readonly rank: number;
  /** ‖ΔW − fit‖_F / ‖ΔW‖_F. */
  readonly relativeError: number;
}

/** An adapter of another library as one of FTN. */
export interface ConvertedLora {
  readonly folder: string;
  readonly domain: string;
  readonly outputs: number;
  readonly layers: readonly ConvertedLayer[];
  /** Over all layers together. */
  readonly relativeError: number;
}

/** The rows of a classifier: how many outputs there are. */
function outputsOf(adapter: ForeignAdapter, others: NamedTensors, { features }: Architecture): number {
  const found = adapter.modules.get('fc.weight') ?? others.get('fc.weight');
  const [outputs = 0, inputs] = found?.shape ?? [];
  const channels = features.at(-1)!.channels;
  // Without a head, restoring the domain says so.
  if (!found) return 1;
  if (found.shape.length === 2 && outputs > 0 && inputs === channels) return outputs;
  throw new MismatchError("'fc.weight' has the wrong shape", {
    file: adapter.file,
    expected: `[classes, ${channels}]`,
    got: `[${found.shape.join(', ')}]`,
  });
}

/** The names of the outputs: given, told by the file, or numbered. */
function classesOf({ from, classes }: ConvertLoraOptions, told: LastingFields, count: number) {
  const names = classes ?? told.outputs ?? Array.from({ length: count }, (_, n) => `class ${n}`);
  if (names.length === count && new Set(names).size === count) return names;
  throw new UsageError('the names of the classes do not fit the head', {
    file: from,
    expected: `${count} different names`,
    got: String(names.length),
  });
}

/** Everything in a file of weights that is not the backbone's: a head among it, without the prefix before all names. */
function beside(architecture: Architecture, tensors: NamedTensors, file: string): NamedTensors {
  const { prefix, leftOut } = selectBackbone(architecture, tensors, file);
  const own = leftOut.filter((name) => name.startsWith(prefix));
  return new Map(own.map((name) => [name.slice(prefix.length), tensors.get(name)!]));
}

/** A relative error that rounding alone may leave. */
const sameBut = 1e-6;

const rowOf = (layer: FittedLayer): ConvertedLayer => ({
  layer: layer.name,
  rank: layer.rank,
  relativeError: relativeError([layer]),
});

async function run(options: ConvertLoraOptions, { emit, stop }: RunContext): Promise<ConvertedLora> {
  const { from, backbone: network, weights, rank } = options;
  const folder = resolve(options.out);
  if (existsSync(join(folder, 'adapter.json'))) {
    throw new UsageError('this folder holds an adapter already', {
      file: folder,
      hint: 'Name a new folder.',
    });
  }
  const architecture = createArchitecture(network);
  const foreign = await readForeign(from, architecture);
  const told = readNetworkMetadata(foreign.metadata, foreign.file);
  const file = weightsFile({ name: network, weights });
  const { tensors } = await readTensorFile(file);
  const otherHead = beside(architecture, tensors, file);
  const count = told.head && told.outputs ? told.outputs.length : outputsOf(foreign, otherHead, architecture);
  const classes = classesOf(options, told, count);
  const label = 'fitting factors';
  let done = 0;
  const fitted = await fitAdapter(foreign, {
    ...(rank === undefined ? {} : { rank }),
    onLayer: async () => {
      stop.throwIfRequested('nothing was written');
      emit({ kind: 'progress', label, done: ++done, total: foreign.layers.length });
      // Fitting is plain computation: a request to stop is heard in between.
      await new Promise((resume) => setImmediate(resume));
    },
  });
  emit({ kind: 'done', label });
  await startEngine();
  using backbone = backboneFromTensors(architecture, tensors, file);
  const name = options.name ?? told.name ?? basename(from).replace(/\.safetensors$/, '');
  const { head } = told;
  using domain = domainOfFit(foreign, fitted, { name, backbone, classes, head, otherHead });
  const { input = describeInput(imagenetEvaluation(), 224), data, ...about } = told;
  const task = about.task ?? 'classification';
  // What was measured on it, and how it was trained, is of no other ΔW than this one.
  const kept: LastingFields = fitted.relativeError < sameBut ? about : {};
  const { training, metrics = {} } = kept;
  await writeAdapterFolder(domain, folder, { task, input, data, training, metrics, library: library() });
  const layers = fitted.layers.map(rowOf);
  return { folder, domain: name, outputs: count, layers, relativeError: fitted.relativeError };
}

/**
 * An adapter of PEFT or LyCORIS (LoRA on convolutions) as one of FTN, by fitting CP factors to every ΔW:
 *
 * ```ts
 * const { relativeError } = await convertLora({ from: 'birds-peft', out: 'birds', backbone: 'resnet18', weights: 'w.pth', rank: 8 });
 * ```
 *
 * Exact for what `exportPeft` and `exportLycoris` wrote. Batch norms and a head that it does not hold are the network's own.
 *
 * @throws FormatError, MismatchError or UsageError that names the layer, the tensor or the option which does not fit
 */
export function convertLora(options: ConvertLoraOptions): Run<ConvertedLora> {
  return new Run((context) => run(options, context), options.signal);
}
