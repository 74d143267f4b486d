import type { AdapterManifest } from './adapter-manifest.js';
import type { DomainCounts } from './domain.js';

/** The README of a domain's folder: what it is, over which backbone, how large, how good, how to use it. */
export function modelCard(manifest: AdapterManifest, counts: DomainCounts): string {
  const n = (value: number) => value.toLocaleString('en-US');
  const options = Object.entries(manifest.options).map(([key, value]) => `${key} ${value}`);
  const method = [manifest.method, ...options].join(', ');
  const metrics = Object.entries(manifest.metrics).map(([key, value]) => `| ${key} | ${value} |`);
  const lines = [
    `# ${manifest.name}`,
    '',
    `A domain of ${manifest.classes.length} classes on a frozen \`${manifest.backbone.name}\``,
    `(weights sha256 \`${manifest.backbone.sha256}\`), adapted by ${method}.`,
    '',
    '| part | scalars |',
    '| --- | ---: |',
    `| convolutions | ${n(counts.convolutions)} |`,
    `| batch norms | ${n(counts.batchNorm)} |`,
    `| head | ${n(counts.head)} |`,
    `| running statistics | ${n(counts.statistics)} |`,
    '',
    ...(metrics.length > 0 ? ['| metric | value |', '| --- | ---: |', ...metrics, ''] : []),
    '```sh',
    'ftn predict --adapter . --weights BACKBONE.safetensors IMAGE…',
    '```',
    '',
  ];
  return lines.join('\n');
}
