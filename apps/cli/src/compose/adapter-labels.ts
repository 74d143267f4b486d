import type { AdapterManifest } from '@ftn/adapters';

/** An adapter as lists of several name it. */
export interface NamedAdapter {
  readonly folder: string;
  readonly manifest: Pick<AdapterManifest, 'name' | 'method' | 'options'>;
}

/** R as the method was given it, where it has one. */
export function rankOf({ options }: Pick<AdapterManifest, 'options'>): number | undefined {
  return typeof options.rank === 'number' ? options.rank : undefined;
}

/** What several adapters are called, each by no more than tells it from the others: domain, rank, method, folder. */
export function adapterLabels(adapters: readonly NamedAdapter[]): string[] {
  const forms: ((adapter: NamedAdapter) => string)[] = [
    ({ manifest }) => manifest.name,
    ({ manifest }) => `${manifest.name} R=${rankOf(manifest) ?? '–'}`,
    ({ manifest }) => `${manifest.name} ${manifest.method} R=${rankOf(manifest) ?? '–'}`,
    ({ folder }) => folder,
  ];
  const all = forms.map((form) => adapters.map(form));
  return all.find((labels) => new Set(labels).size === labels.length) ?? all.at(-1)!;
}
