import type { AdapterManifest } from '@ftn/adapters';

/** An adapter as lists of several name it. */
export interface NamedAdapter {
  readonly folder: string;
  readonly manifest: Pick<AdapterManifest, 'name' | 'method' | 'options' | 'task' | 'training'>;
}

/** R as the method was given it, where it has one. */
export function rankOf({ options }: Pick<AdapterManifest, 'options'>): number | null {
  return typeof options.rank === 'number' ? options.rank : null;
}

/** Its variant, where it was trained as one. */
export function variantOf({ training }: Pick<AdapterManifest, 'training'>): string | undefined {
  const variant = training?.config?.variant;
  return typeof variant === 'string' ? variant : undefined;
}

/** The shortest label that tells each of several adapters apart: of domain, task, rank, variant, method and folder. */
export function adapterLabels(adapters: readonly NamedAdapter[]): string[] {
  const nameOf = ({ manifest }: NamedAdapter) => manifest.name;
  const taskOf = ({ manifest }: NamedAdapter) => `${manifest.name} ${manifest.task}`;
  const ranked = (adapter: NamedAdapter) => `R=${rankOf(adapter.manifest) ?? '–'}`;
  const varied = ({ manifest }: NamedAdapter) => `(${variantOf(manifest) ?? 'usual options'})`;
  const forms: ((adapter: NamedAdapter) => string)[] = [
    nameOf,
    (adapter) => `${nameOf(adapter)} ${ranked(adapter)}`,
    (adapter) => `${nameOf(adapter)} ${varied(adapter)}`,
    (adapter) => `${nameOf(adapter)} ${ranked(adapter)} ${varied(adapter)}`,
    taskOf,
    (adapter) => `${taskOf(adapter)} ${ranked(adapter)}`,
    (adapter) => `${nameOf(adapter)} ${adapter.manifest.method} ${ranked(adapter)}`,
    (adapter) => `${taskOf(adapter)} ${adapter.manifest.method} ${ranked(adapter)}`,
    (adapter) => `${taskOf(adapter)} ${adapter.manifest.method} ${ranked(adapter)} ${varied(adapter)}`,
    ({ folder }) => folder,
  ];
  const all = forms.map((form) => adapters.map(form));
  return all.find((labels) => new Set(labels).size === labels.length) ?? all.at(-1)!;
}
