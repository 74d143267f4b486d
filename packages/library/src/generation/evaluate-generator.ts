import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GeneratorManifest } from '@ftn/adapters';
import type { AdapterFolder } from '@ftn/adapters/node';
import { countParameters } from '@ftn/backbones';
import { toFloat32 } from '@ftn/checkpoints';
import { readTensorFile } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { evaluateReconstruction } from '@ftn/generation';
import { createTask } from '@ftn/tasks';
import { parameterTotals } from '@ftn/training';
import { rankOf } from '../adapter/adapter-labels.js';
import { openingOf } from '../adapter/details.js';
import type { Data, DataOptions } from '../data/data.js';
import type { EvaluateOptions, Evaluation } from '../evaluate/evaluation.js';
import { listOf } from '../one-or-several.js';
import type { RunContext } from '../progress/run.js';
import { loadRecipe } from '../recipes/load-recipe.js';
import { type ImageDomain, openWholes, readImageDomain } from './image-domains.js';
import { latentsFile } from './latents-file.js';
import { openGeneratorAdapters, requireGenerator } from './open-generator-adapter.js';

/** How images are read for any generator of `size` pixels. */
function readingOf(size: number) {
  const half: [number, number, number] = [0.5, 0.5, 0.5];
  return {
    size,
    recipe: {
      input: { size, mean: half, std: half },
      transforms: { train: 'generator-input', evaluate: 'generator-input' },
    },
  };
}

/** Options that say nothing of images a generator gives back. */
function refuseAlien({ split, weights }: EvaluateOptions, folder: string): void {
  if (split !== undefined && split !== 'train') {
    throw new UsageError('a generator is measured on the images it was adapted to, which have no split', {
      file: folder,
      got: `the split '${split}'`,
      hint: 'Omit `split`.',
    });
  }
  if (weights === undefined) return;
  throw new UsageError('`weights` names a network that adapting a generator does not use', {
    file: folder,
    hint: 'Omit it; the generator is `generator: FILE`.',
  });
}

/** The words for the images of an adapter, and how they were opened: as it says, else as its run's recipe does. */
function sourceOf(
  manifest: GeneratorManifest,
  { folder }: AdapterFolder,
  { data, limit }: Pick<EvaluateOptions, 'data' | 'limit'>,
): { specs: readonly string[]; opening: DataOptions } {
  const specs = data ?? manifest.data?.spec;
  if (specs === undefined) {
    throw new UsageError('the adapter does not say which images it was adapted to', {
      file: folder,
      hint: 'Add `data: SPEC`.',
    });
  }
  const most = limit === undefined ? {} : { limit };
  if (manifest.data) return { specs: listOf(specs), opening: { ...openingOf(manifest), ...most } };
  const file = join(dirname(folder), 'config.yaml');
  const recipe = existsSync(file) ? loadRecipe(file) : undefined;
  return { specs: listOf(specs), opening: { seed: recipe?.seed, madeUp: recipe?.madeUp, ...most } };
}

/** The domain of the data whose images the adapter was trained on. */
function pickImages(found: readonly Data[], { name, data }: GeneratorManifest, folder: string): Data {
  const wanted = data?.name ?? name;
  const own = found.find(({ sourceName }) => sourceName === wanted);
  // The images are identified by their content, where the adapter knows it.
  const only = found.length === 1 && data?.splits.train?.sha256 !== undefined ? found[0] : undefined;
  const picked = own ?? only;
  if (picked) return picked;
  throw new UsageError(`the data has no domain '${wanted}'`, {
    file: folder,
    expected: `the images '${name}' was adapted to`,
    got: found.map(({ sourceName }) => sourceName).join(', '),
    hint: 'Latents are learned for those images alone; give the `data` of the run.',
  });
}

/** Refuses images that are not those the latents were learned for. */
function requireSame(
  { images, identity }: ImageDomain,
  { name, data }: GeneratorManifest,
  { count, file }: { readonly count: number | undefined; readonly file: string },
): void {
  const found = images.labels.length;
  const other = (expected: string, got: string) =>
    new UsageError(`these are not the images '${name}' was adapted to`, {
      file,
      expected,
      got,
      hint: 'Give the `data` (and the `limit`) of the run.',
    });
  if (count !== found) throw other(`${count ?? 'no'} images, one for each latent`, String(found));
  const sha256 = data?.splits.train?.sha256;
  if (sha256 === undefined || sha256 === identity.train.sha256) return;
  throw other(`images of hash ${sha256.slice(0, 12)}`, identity.train.sha256.slice(0, 12));
}

/** The images an adapter was trained on, and the latent its run learned for each. */
interface LearnedImages {
  readonly images: ImageDomain;
  /** Row by row, in the order of the images. */
  readonly latents: Float32Array;
}

/**
 * Opens the images an adapter was trained on again, those it names unless others are, and the latents of its run.
 *
 * @param size the generator's, in pixels
 * @throws UsageError where the data has no such domain, or other images
 */
async function openLearned(
  read: AdapterFolder,
  size: number,
  options: Pick<EvaluateOptions, 'data' | 'limit' | 'workers'>,
  context: RunContext,
): Promise<LearnedImages> {
  const manifest = requireGenerator(read);
  const { specs, opening } = sourceOf(manifest, read, options);
  const file = latentsFile(read.folder);
  const latents = (await readTensorFile(file)).tensors.get('latents');
  const found = await openWholes(specs, { opening: { ...opening, size } });
  const data = pickImages(found, manifest, read.folder);
  const one = manifest.outputs.length === 1 && data.train.classes.length !== 1;
  const classes = one ? 'one' : 'scenes';
  const { workers } = options;
  const images = await readImageDomain(data, { ...readingOf(size), classes, workers }, context);
  requireSame(images, manifest, { count: latents?.shape[0], file });
  return { images, latents: toFloat32(latents!) };
}

/**
 * How well a run's domain gives back the images it was adapted to, from the latents its folder keeps; by default those its
 * adapter names.
 *
 * @throws UsageError where the data has no such domain, or other images
 */
export async function evaluateGenerator(
  options: EvaluateOptions,
  read: AdapterFolder,
  context: RunContext,
): Promise<Evaluation> {
  const { emit, stop } = context;
  const manifest = requireGenerator(read);
  const { name, method, outputs, task: learned } = manifest;
  refuseAlien(options, read.folder);
  const engine = await startEngine();
  emit({ kind: 'engine', engine });
  using opened = await openGeneratorAdapters([read], options.generator);
  const { resolution } = opened.generator.architecture.config;
  const { images, latents } = await openLearned(read, resolution, options, context);
  const task = createTask(learned, { classes: outputs });
  const total = images.images.labels.length;
  const label = `${name}: measuring`;
  const { metrics } = await evaluateReconstruction(opened.domains[0]!, images.images, latents, {
    task,
    onProgress(done) {
      stop.throwIfRequested();
      emit({ kind: 'progress', label, done, total });
    },
  });
  emit({ kind: 'done', label });
  const metric = task.metric.name;
  const [domain] = opened.domains;
  const network = countParameters(opened.generator.architecture);
  const { parameters, multiple } = parameterTotals(network, domain!.identity.method, [domain!.counts()]);
  return {
    domain: name,
    task: task.name,
    method,
    rank: rankOf(manifest),
    split: 'train',
    images: total,
    metric,
    metrics,
    classes: [],
    confusion: null,
    calibration: null,
    perImage: [],
    shown: null,
    parameters,
    multiple,
    engine,
  };
}
