import { readAdapterFolder } from '@ftn/adapters/node';
import { countBackbone } from '@ftn/backbones';
import { startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { type Normalisation, normaliseNorms, parameterTotals } from '@ftn/training';
import { variantOf } from '../adapter/adapter-labels.js';
import { openAdapter } from '../adapter/open-adapter.js';
import { listOf } from '../one-or-several.js';
import { systemColumns } from '../report/display-names.js';
import { type AdapterNorms, normsOf } from '../report/norm-maps.js';

/** Which adapters to measure. */
export interface NormsOptions {
  /** Folders of adapters, or of their runs. */
  readonly adapters: string | readonly string[];
  /** The backbone's weights; default those that ship with the library. */
  readonly weights?: string | undefined;
}

/** An adapter's norms with its size and what its file says it reaches. */
export interface MeasuredNorms extends AdapterNorms {
  readonly folder: string;
  /** The metric of its task, and its value; NaN where the file does not say. */
  readonly metric: string;
  readonly value: number;
  /** Scalars of the backbone with this one domain. */
  readonly parameters: number;
  /** `parameters` / parameters of the backbone. */
  readonly multiple: number;
}

/** Two adapters of the same method, rank, variant, domain and task would be one column. */
function refuseTwins(adapters: readonly MeasuredNorms[]): void {
  const seen = new Map<string, string>();
  for (const { domain, task, method, rank, variant, backbone, folder } of adapters) {
    const key = JSON.stringify([domain, task, method, rank, variant, backbone]);
    const twin = seen.get(key);
    if (twin !== undefined) {
      throw new UsageError(`two adapters are called '${domain}' and have the same method and rank`, {
        got: `${twin}, ${folder}`,
        hint: 'Give one of them.',
      });
    }
    seen.set(key, folder);
  }
}

/**
 * ‖ΔW‖_F in every layer of adapters, in their order: where they change the network, and how much.
 *
 * ```ts
 * const [{ norms: layers }] = await norms({ adapters: 'runs/flowers', weights: 'resnet18.pth' });
 * layers[0]; // { layer: 'conv1', rank: 10, norm: 0.42, relative: 0.03, scalars: 1160 }
 * ```
 *
 * @throws UsageError where one changes no convolution, or two are the same method, rank, domain and task
 */
export async function norms({ adapters, weights }: NormsOptions): Promise<MeasuredNorms[]> {
  await startEngine();
  const measured: MeasuredNorms[] = [];
  for (const given of listOf(adapters)) {
    const read = await readAdapterFolder(given);
    using adapter = await openAdapter(given, weights, read);
    const { domain, task, manifest } = adapter;
    const found = normsOf(domain, task.name, { name: manifest.name, variant: variantOf(manifest) });
    if (found.norms.length === 0) {
      throw new UsageError(`'${manifest.name}' (${manifest.method}) adapts no convolution`, {
        file: given,
        hint: 'Give adapters that change convolutions, such as those of the method ftn.',
      });
    }
    const network = countBackbone(domain.backbone.architecture).parameters;
    const { parameters, multiple } = parameterTotals(network, domain.method, [domain.counts()]);
    const { name: metric } = task.metric;
    const value = manifest.metrics[metric] ?? Number.NaN;
    measured.push({ ...found, folder: given, metric, value, parameters, multiple });
  }
  refuseTwins(measured);
  return measured;
}

/** One layer of an adapter, as `--json` prints them. */
export interface NormRow {
  readonly method: string;
  readonly domain: string;
  readonly task: string;
  readonly rank?: number;
  readonly variant?: string;
  readonly layer: string;
  readonly metric: 'norm';
  /** ‖ΔW‖_F. */
  readonly value: number;
  /** ‖ΔW‖_F / ‖W‖_F. */
  readonly relative: number;
  /** From 0 to 1 among the adapter's layers. */
  readonly normalised: number;
  readonly scalars: number;
}

/** A row for every layer of an adapter. */
export function normRows({ domain, task, norms, ...named }: AdapterNorms, by: Normalisation): NormRow[] {
  const scaled = normaliseNorms(
    norms.map(({ norm }) => norm),
    by,
  );
  const system = { ...systemColumns(named), domain, task };
  return norms.map(({ layer, norm, relative, scalars }, i) => {
    return { ...system, layer, metric: 'norm', value: norm, relative, normalised: scaled[i]!, scalars };
  });
}
