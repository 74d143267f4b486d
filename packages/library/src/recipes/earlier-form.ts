import { readYaml } from '@ftn/training';
import { stringify } from 'yaml';

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

const half = [0.5, 0.5, 0.5];

/** What 0.1 wrote of adapting a generator, in the form that all recipes have since. */
function converted(tree: Tree & { readonly training: Tree }): Tree {
  const { training, generator, linears, spectralNorm, perceptual, classifier, classes, paper, ...rest } =
    tree;
  const { epochs, batchSize, schedule = 'cosine', optimizers, seed, ...terms } = training;
  const { factors, ...groups } = isTree(optimizers) ? optimizers : {};
  const resolution = isTree(generator) ? generator.resolution : undefined;
  const results = Object.entries(isTree(paper) ? paper : {}).flatMap(([domain, byRank]) =>
    Object.entries(isTree(byRank) ? byRank : {}).map(
      ([rank, value]) => [`ftn-${rank}`, domain, value] as const,
    ),
  );
  const byName: Record<string, Record<string, unknown>> = {};
  for (const [name, domain, value] of results) byName[name] = { ...byName[name], [domain]: value };
  const entry = { optimizers: { ...groups, ...(factors === undefined ? {} : { default: factors }) } };
  const section = { expected: generator, classes, linears, spectralNorm, perceptual, classifier, ...terms };
  return {
    ...rest,
    backbone: resolution === 128 ? 'biggan128' : 'mini-summer',
    tasks: ['reconstruction'],
    input: { size: resolution ?? 64, mean: half, std: half },
    transforms: { train: 'generator-input', evaluate: 'generator-input' },
    epochs,
    batchSize,
    schedule: schedule === 'cosine' ? { kind: 'cosine', every: 'step' } : { kind: schedule },
    keep: 'last',
    seed,
    methods: { ftn: entry, 'fine-tuning': entry },
    generator: section,
    paper: byName,
  };
}

/**
 * A recipe's text in today's form: what version 0.1 wrote into the folders of adapted generators (`training`, `linears`
 * … at its top) is still read. Any other text comes back as it is.
 */
export function fromEarlierForm(text: string, file = 'config.yaml'): string {
  // Only the earlier form has the word at the beginning of a line.
  if (!/^training:/m.test(text)) return text;
  const tree: unknown = readYaml(text, file).document.toJS();
  if (!isTree(tree) || !isTree(tree.training) || tree.linears === undefined) return text;
  return stringify(converted({ ...tree, training: tree.training }), {
    keepUndefined: false,
    aliasDuplicateObjects: false,
  });
}
