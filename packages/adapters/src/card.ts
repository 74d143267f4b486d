import type { AdapterManifest } from './adapter-manifest.js';
import type { DomainCounts } from './domain.js';

/** What the domain is for: its classes, or the components of its map. */
function purpose({ task, classes }: AdapterManifest): string {
  if (task === undefined) return `A domain of ${classes.length} classes`;
  const outputs = classes.length <= 4 ? classes.join(', ') : `${classes.length} outputs`;
  return `A domain for ${task} (${outputs})`;
}

/** The README of a domain's folder: what it is, over which backbone, how large, how good, how to use it. */
export function modelCard(manifest: AdapterManifest, counts: DomainCounts): string {
  const n = (value: number) => value.toLocaleString('en-US');
  const options = Object.entries(manifest.options).map(([key, value]) => `${key} ${value}`);
  const method = [manifest.method, ...options].join(', ');
  const metrics = Object.entries(manifest.metrics).map(([key, value]) => `| ${key} | ${value} |`);
  const lines = [
    `# ${manifest.name}`,
    '',
    `${purpose(manifest)} on a frozen \`${manifest.backbone.name}\``,
    `(weights sha256 \`${manifest.backbone.sha256}\`), adapted by ${method}.`,
    '',
    '| part | scalars |',
    '| --- | ---: |',
    `| convolutions | ${n(counts.convolutions)} |`,
    `| batch norms | ${n(counts.batchNorm)} |`,
    ...(counts.policy > 0 ? [`| policy | ${n(counts.policy)} |`] : []),
    `| head | ${n(counts.head)} |`,
    `| running statistics | ${n(counts.statistics)} |`,
    ...(counts.headStatistics > 0
      ? [`| running statistics of the head | ${n(counts.headStatistics)} |`]
      : []),
    '',
    ...(metrics.length > 0 ? ['| metric | value |', '| --- | ---: |', ...metrics, ''] : []),
    '```sh',
    'ftn predict --adapter . --weights BACKBONE.safetensors IMAGE…',
    '```',
    '',
  ];
  return lines.join('\n');
}
