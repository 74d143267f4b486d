import type { AdapterManifest } from '@ftn/adapters';

/** An adapter as lists of several name it. */
export interface NamedAdapter {
  readonly folder: string;
  readonly manifest: Pick<AdapterManifest, 'name' | 'method' | 'options' | 'task'>;
}

/** R as the method was given it, where it has one. */
export function rankOf({ options }: Pick<AdapterManifest, 'options'>): number | null {
  return typeof options.rank === 'number' ? options.rank : null;
}

/** The shortest label that tells each of several adapters apart: of domain, task, rank, method and folder. */
export function adapterLabels(adapters: readonly NamedAdapter[]): string[] {
  const nameOf = ({ manifest }: NamedAdapter) => manifest.name;
  const taskOf = ({ manifest }: NamedAdapter) => `${manifest.name} ${manifest.task}`;
  const ranked = (adapter: NamedAdapter) => `R=${rankOf(adapter.manifest) ?? '–'}`;
  const forms: ((adapter: NamedAdapter) => string)[] = [
    nameOf,
    (adapter) => `${nameOf(adapter)} ${ranked(adapter)}`,
    taskOf,
    (adapter) => `${taskOf(adapter)} ${ranked(adapter)}`,
    (adapter) => `${nameOf(adapter)} ${adapter.manifest.method} ${ranked(adapter)}`,
    (adapter) => `${taskOf(adapter)} ${adapter.manifest.method} ${ranked(adapter)}`,
    ({ folder }) => folder,
  ];
  const all = forms.map((form) => adapters.map(form));
  return all.find((labels) => new Set(labels).size === labels.length) ?? all.at(-1)!;
}
