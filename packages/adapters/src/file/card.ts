import { describeSteps, pythonPreparation } from './card-input.js';
import type { AdapterManifest } from './manifest.js';

/** A text in a line of Markdown: nothing in it ends the line, a cell or a piece of code. */
const plain = (text: string) =>
  text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/[`|<>]/g, ' ')
    .trim();

/** The same outside of code, where brackets would make a link or fetch a picture. */
const inline = (text: string) => plain(text).replace(/[[\]\\]/g, '\\$&');

const number = (value: number) => value.toLocaleString('en-US');
const code = (text: string) => `\`${plain(text)}\``;

function table(head: readonly [string, string], rows: readonly (readonly [string, string])[]): string[] {
  if (rows.length === 0) return [];
  return [`| ${head.join(' | ')} |`, '| --- | ---: |', ...rows.map((row) => `| ${row.join(' | ')} |`), ''];
}

const countNames: Readonly<Record<string, string>> = {
  batchNorm: 'batch norms',
  statistics: 'running statistics',
  headStatistics: 'running statistics of the head',
  linears: 'linear layers',
};

/** Its kind, and the network it was trained over. */
function purpose(manifest: AdapterManifest): string[] {
  const { network, task, outputs, method, options, input } = manifest;
  const settings = [method, ...Object.entries(options).map(([key, value]) => `${key} ${value}`)];
  const [height, width] = input.size;
  const what =
    network.kind === 'generator'
      ? `Images of ${width} × ${height} pixels by`
      : `A domain for ${inline(task)} (${outputs.length} outputs) on`;
  const more =
    'linears' in manifest
      ? `; linear layers: ${manifest.linears}; ΔW ${manifest.spectralNorm} the spectral norm`
      : '';
  return [
    `${what} a frozen ${code(network.name)}`,
    `(weights sha256 ${code(network.sha256)}), adapted by ${inline(settings.join(', '))}${more}.`,
    '',
    `Outputs, in order: ${outputs.slice(0, 1000).map(code).join(', ')}${outputs.length > 1000 ? ' …' : ''}`,
    '',
  ];
}

function provenance({ data, training, library }: AdapterManifest): string[] {
  const lines: string[] = [];
  if (data) {
    const splits = Object.entries(data.splits).map(
      ([name, { images, sha256 }]) =>
        `${inline(name)} ${number(images)} images${sha256 === undefined ? '' : ` (sha256 ${code(sha256.slice(0, 12))})`}`,
    );
    const { heldOut, limit, testLimit } = data;
    const further = [
      ...(heldOut ? [`validation holds out ${heldOut.fraction} of train, seed ${heldOut.seed}`] : []),
      ...(limit === undefined ? [] : [`limit ${limit}`]),
      ...(testLimit === undefined ? [] : [`test limit ${testLimit}`]),
      ...(data.madeUp === undefined ? [] : [`drawn with ${code(JSON.stringify(data.madeUp))}`]),
    ];
    const named = data.spec === undefined || data.spec === data.name ? '' : ` of ${code(data.spec)}`;
    lines.push(`Data: ${code(data.name)}${named}: ${[...splits, ...further].join('; ')}.`, '');
  }
  if (training) {
    const { recipe, epochs, batchSize, seed, kept } = training;
    const title = recipe === undefined ? '' : `${inline(recipe)}, `;
    const epoch = kept === undefined ? '' : `; epoch ${kept.epoch} (${kept.of}) was kept`;
    lines.push(`Training: ${title}${epochs} epochs of batches of ${batchSize}, seed ${seed}${epoch}.`, '');
  }
  lines.push(`Written by ${inline(library.name)} ${inline(library.version)}.`, '');
  return lines;
}

/** How to use it, by the command and in a program. */
function use({ network }: AdapterManifest): string[] {
  if (network.kind === 'generator') {
    return [
      '```sh',
      'ftn generate --adapter . --generator GENERATOR --out images.png',
      '```',
      '',
      '```ts',
      "import { readAdapterFolder } from '@ftn/adapters/node';",
      "import { generatorDomainOf } from '@ftn/generation';",
      '',
      "using domain = await generatorDomainOf(await readAdapterFolder('.'), generator);",
      '```',
      '',
    ];
  }
  return [
    '```sh',
    'ftn predict --adapter . --weights WEIGHTS.safetensors IMAGE…',
    '```',
    '',
    '```ts',
    "import { domainOf } from '@ftn/adapters';",
    "import { readAdapterFolder } from '@ftn/adapters/node';",
    '',
    "using domain = await domainOf(await readAdapterFolder('.'), backbone);",
    "const { output } = domain.forward(images, 'eval'); // images: N×H×W×3, prepared as above",
    '```',
    '',
  ];
}

/** Of a card as of a table; adapter.json has all digits. */
const measure = (value: number): string => String(Number(value.toPrecision(5)));

/** The README of an adapter's folder, from adapter.json alone: what it is, how to prepare its images and use it. */
export function adapterCard(manifest: AdapterManifest): string {
  const { input, counts = {}, metrics } = manifest;
  const scalars = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => [countNames[name] ?? inline(name), number(count)] as const);
  const measured = Object.entries(metrics).map(([name, value]) => [inline(name), measure(value)] as const);
  return [
    `# ${inline(manifest.name)}`,
    '',
    ...purpose(manifest),
    ...table(['part', 'scalars'], scalars),
    ...table(['metric', 'value'], measured),
    '## Its images',
    '',
    ...describeSteps(input),
    '',
    '```python',
    ...pythonPreparation(input),
    '```',
    '',
    '## Use',
    '',
    ...use(manifest),
    '## Where it comes from',
    '',
    ...provenance(manifest),
    'This page was written from adapter.json, which is what programs read; the page itself may be edited.',
    '',
  ].join('\n');
}
