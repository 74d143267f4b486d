import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { backboneHash } from '@ftn/adapters';
import { type AdapterFolder, readAdapterFolder } from '@ftn/adapters/node';
import { resNetConfigs } from '@ftn/backbones';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { MismatchError, UsageError } from '@ftn/errors';
import { adapterLabels } from '../adapter/adapter-labels.js';
import { requireBackbone } from '../adapter/open-adapter.js';
import { packageFile } from '../files/package-files.js';
import { openBackbone, weightsFile } from '../networks/open-backbone.js';
import { listOf } from '../one-or-several.js';

/** Which adapters a program for PyTorch loads. */
export interface PytorchOptions {
  /** The adapters' folders, or their runs', all over one network. */
  readonly adapter: string | readonly string[];
  /** The backbone's weights; default those that ship with the library. */
  readonly weights?: string | undefined;
  /** The .py file to write; one that is there is replaced. */
  readonly out: string;
}

/** A program for PyTorch that was written. */
export interface PytorchProgram {
  readonly file: string;
  readonly bytes: number;
  readonly network: string;
  /** The weights it loads, relative to its folder. */
  readonly weights: string;
  /** The adapters it loads: what `use` calls each, and its folder relative to the program's. */
  readonly adapters: Readonly<Record<string, string>>;
}

/** What the program knows how to put into a ResNet, by the last part of a tensor's name. */
const knownParts = /\.(a|b|s|h|v|residual|logits|selected|weight|bias|running_mean|running_var)$/;

/** Refuses what the program cannot run: another head than a classifier's, another stride, a method it does not know. */
function requireRunnable(adapter: AdapterFolder): void {
  const { network, head } = requireBackbone(adapter);
  const { folder: file } = adapter;
  const config = (resNetConfigs as Record<string, { readonly stem: string }>)[network.name];
  const natural = config?.stem === 'small' ? 16 : 32;
  if (config === undefined || head.kind !== 'linear' || (network.outputStride ?? natural) !== natural) {
    throw new UsageError('this adapter has no program for PyTorch', {
      file,
      expected: 'a classifier over a ResNet',
      got: `the head '${head.kind}' over ${network.name}`,
      hint: 'Write it as one network: `merge` or `exportOnnx`.',
    });
  }
  const unknown = [...adapter.tensors.keys()].find((name) => !knownParts.test(name));
  if (unknown === undefined) return;
  throw new UsageError(`the program for PyTorch knows nothing of the tensor '${unknown}'`, {
    file,
    hint: 'Write it as one network: `merge` or `exportOnnx`.',
  });
}

/** The name and the hash of the network that all adapters stand on. */
function commonNetwork(adapters: readonly AdapterFolder[]): {
  readonly name: string;
  readonly sha256: string;
} {
  const [first, ...others] = adapters.map((adapter) => ({
    ...requireBackbone(adapter).network,
    folder: adapter.folder,
  }));
  const other = others.find(({ sha256 }) => sha256 !== first!.sha256);
  if (other === undefined) return first!;
  throw new MismatchError('the adapters stand on different networks', {
    file: other.folder,
    expected: `${first!.name} of sha256 ${first!.sha256.slice(0, 12)}`,
    got: `${other.name} of sha256 ${other.sha256.slice(0, 12)}`,
    hint: 'Write a program for each network.',
  });
}

/** A value as Python writes it: JSON, where what would turn or hide the text of the program is spelled out. */
const python = (value: unknown) =>
  JSON.stringify(value, null, 4).replace(
    /[\p{Cf}\u007f-\u009f\u2028\u2029]/gu,
    (sign) => `\\U${sign.codePointAt(0)!.toString(16).padStart(8, '0')}`,
  );

/** The template with what it loads filled in. */
function filled(template: string, weights: string, adapters: Readonly<Record<string, string>>): string {
  return template
    .replace('WEIGHTS = None', () => `WEIGHTS = ${python(weights)}`)
    .replace('ADAPTERS = {}', () => `ADAPTERS = ${python(adapters)}`);
}

/**
 * Writes a Python program of one file that runs adapters in PyTorch, over one frozen ResNet, and switches between them:
 *
 * ```ts
 * await exportPytorch({ adapter: ['runs/flowers', 'runs/birds'], weights: 'resnet18.pth', out: 'adapted.py' });
 * ```
 *
 * It reads the adapters' folders where they are; nothing of them is copied.
 *
 * @throws MismatchError where adapters or weights are of different networks
 * @throws UsageError for an adapter of a map or a generator
 */
export async function exportPytorch(options: PytorchOptions): Promise<PytorchProgram> {
  const file = resolve(options.out);
  const read: AdapterFolder[] = [];
  for (const folder of listOf(options.adapter)) read.push(await readAdapterFolder(folder));
  if (read.length === 0) throw new UsageError('a program needs at least one adapter');
  for (const adapter of read) requireRunnable(adapter);
  const { name, sha256 } = commonNetwork(read);
  const weights = weightsFile({ name, weights: options.weights });
  await startEngine();
  using backbone = await openBackbone({ name, weights });
  const got = await backboneHash(backbone);
  if (got !== sha256) {
    throw new MismatchError('the adapters were trained over other weights', {
      file: weights,
      expected: `${name} of sha256 ${sha256.slice(0, 12)}`,
      got: `sha256 ${got.slice(0, 12)}`,
      hint: 'Give the weights they were trained over.',
    });
  }
  const fromProgram = (path: string) => relative(dirname(file), resolve(path)).split(sep).join('/');
  const labels = adapterLabels(read);
  const adapters = Object.fromEntries(read.map(({ folder }, i) => [labels[i]!, fromProgram(folder)]));
  const template = await readFile(packageFile('assets', 'adapted_resnet.py'), 'utf8');
  const program = filled(template, fromProgram(weights), adapters);
  await writeFileAtomic(file, program);
  const bytes = Buffer.byteLength(program);
  return { file, bytes, network: name, weights: fromProgram(weights), adapters };
}
