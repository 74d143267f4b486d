import type { GeneratorManifest } from './domain-manifest.js';
import type { GeneratorCounts } from './generator-domain.js';

/** The README of a domain's folder: what it is, over which generator, how large, how good. */
export function generatorCard(manifest: GeneratorManifest, counts: GeneratorCounts): string {
  const n = (value: number) => value.toLocaleString('en-US');
  const options = Object.entries(manifest.options).map(([key, value]) => `${key} ${value}`);
  const metrics = Object.entries(manifest.metrics).map(([key, value]) => `| ${key} | ${value} |`);
  const lines = [
    `# ${manifest.name}`,
    '',
    `Images of ${manifest.size}×${manifest.size} pixels by a frozen \`${manifest.generator.name}\``,
    `(weights sha256 \`${manifest.generator.sha256}\`), adapted by ${[manifest.method, ...options].join(', ')};`,
    `linear layers: ${manifest.linears}; ΔW ${manifest.spectralNorm} the spectral norm.`,
    '',
    '| part | scalars |',
    '| --- | ---: |',
    `| convolutions | ${n(counts.convolutions)} |`,
    `| linear layers | ${n(counts.linears)} |`,
    '',
    ...(metrics.length > 0 ? ['| metric | value |', '| --- | ---: |', ...metrics, ''] : []),
  ];
  return lines.join('\n');
}
