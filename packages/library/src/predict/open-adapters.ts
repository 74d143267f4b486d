import { readAdapterFolder } from '@ftn/adapters/node';
import type { Backbone } from '@ftn/backbones';
import type { Task } from '@ftn/tasks';
import { createTask } from '@ftn/tasks';
import { adapterLabels } from '../adapter/adapter-labels.js';
import { adapterOver, type OpenAdapter, requireBackbone } from '../adapter/open-adapter.js';
import { openBackbone } from '../networks/open-backbone.js';

/** An adapter's folder, what several of them are told apart by, and what it predicts. */
export interface DescribedAdapter {
  readonly folder: string;
  readonly label: string;
  readonly task: Task;
}

/** The folders of some adapters as they were read, each with what tells it from the others. */
async function readLabelled(folders: readonly string[]) {
  const all = [];
  for (const folder of folders) all.push(await readAdapterFolder(folder));
  const labels = adapterLabels(all);
  return all.map((read, i) => ({ read, label: labels[i]! }));
}

/** What some adapters are called and what each predicts, by their folders alone. */
export async function describeAdapters(folders: readonly string[]): Promise<DescribedAdapter[]> {
  return (await readLabelled(folders)).map(({ read, label }, i) => {
    const { task, outputs } = requireBackbone(read);
    return { folder: folders[i]!, label, task: createTask(task, { classes: outputs }) };
  });
}

/** Adapters over as few networks as they need. */
export interface OpenAdapters extends Disposable {
  /** In the order of their folders, each with its label. */
  readonly adapters: readonly { readonly label: string; readonly adapter: OpenAdapter }[];
}

/** The adapters of some folders, those of one network over one copy of it; the weights are those of `weights`, or ship. */
export async function openAdapters(folders: readonly string[], weights?: string): Promise<OpenAdapters> {
  const labelled = await readLabelled(folders);
  const networks = new Map<string, Backbone>();
  const adapters: { label: string; adapter: OpenAdapter }[] = [];
  const release = () => {
    for (const { adapter } of adapters) adapter.domain.dispose();
    for (const network of networks.values()) network.dispose();
  };
  try {
    for (const { read, label } of labelled) {
      const { name, outputStride } = requireBackbone(read).network;
      const key = `${name} ${outputStride}`;
      const network = networks.get(key) ?? (await openBackbone({ name, weights, outputStride }));
      networks.set(key, network);
      adapters.push({ label, adapter: await adapterOver(read, network) });
    }
    return { adapters, [Symbol.dispose]: release };
  } catch (error) {
    release();
    throw error;
  }
}
