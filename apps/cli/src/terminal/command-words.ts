/** What an option of the library is called on the command line, where that is not its own name with hyphens. */
const flags: Readonly<Record<string, string>> = {
  adapters: '--adapter',
  filters: '--filter',
  learningRate: '--lr',
  memoryLimit: '--max-memory',
  options: '--option',
  tasks: '--task',
};

/** What the command offers in the place of a function. */
const verbs: Readonly<Record<string, string>> = {
  checkData: "'ftn data check'",
  compare: "'ftn compare'",
  convert: "'ftn convert'",
  dataWords: "'ftn list data'",
  encodeLycoris: "'ftn export --lycoris'",
  exportDomain: "'ftn export'",
  exportLycoris: "'ftn export --lycoris'",
  exportOnnx: "'ftn export'",
  exportPeft: "'ftn export --peft'",
  exportPytorch: "'ftn export --pytorch'",
  halveAdapter: "'ftn convert ADAPTER OUT --half'",
  merge: "'ftn merge'",
  prepareLayout: "'ftn data prepare'",
  registerMethod: '--use FILE',
  sweepByQueue: "'ftn sweep PLAN --out FOLDER' with --queue, --slurm or --kubernetes",
  train: "'ftn train'",
  trainBackbone: "'ftn train --joint-backbone'",
};

/** Options that are called as on the command line, but for hyphens. */
const alike = new Set([
  ...['allowChange', 'backbone', 'batchSize', 'data', 'decode', 'discriminator', 'force', 'fromScratch'],
  ...[
    'generator',
    'half',
    'index',
    'jobs',
    'joint',
    'key',
    'limit',
    'method',
    'methods',
    'out',
    'prefix',
    'pytorch',
    'queue',
    'rank',
  ],
  ...['ranks', 'recipe', 'resume', 'seed', 'seeds', 'set', 'size', 'split', 'testFraction', 'testLimit'],
  ...['tune', 'validate', 'weights'],
]);

const kebab = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** A value as a shell takes it as one word. */
const word = (value: string) => (/^[\w./:=,-]+$/.test(value) ? value : `'${value}'`);

/**
 * A message of the library in the words of the command: `` `testFraction: 0.2` `` as `--test-fraction 0.2`, `` `checkData` ``
 * as `'ftn data check'`. Libraries speak of their own options and functions; who called them knows what these are called here.
 */
export function inCommandWords(text: string): string {
  return text.replace(/`([a-z][A-Za-z]*)(?:: ([^`]+))?`/g, (whole, name: string, value?: string) => {
    if (value === undefined && Object.hasOwn(verbs, name)) return verbs[name]!;
    const flag = Object.hasOwn(flags, name) ? flags[name] : alike.has(name) ? kebab(name) : undefined;
    if (flag === undefined) return whole;
    return value === undefined ? flag : `${flag} ${word(value)}`;
  });
}
