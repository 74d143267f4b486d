import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { whatIsWrongWith } from './installed-engine.js';
import { partsFolder } from './parts-folder.js';

/** The addon of the kernels, in its folder. */
export const kernelsAddon = 'ftn_kernels.node';

/** The flags the kernels are compiled with besides an addon's own. NaN counts, so nothing that assumes there is none. */
export const kernelFlags = ['-O3', '-fno-math-errno', '-fno-trapping-math', '-pthread'] as const;

/** The sources of the kernels that are compiled by themselves. */
export function kernelSources(): string[] {
  const folder = join(partsFolder(), 'kernels');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cc'))
    .sort()
    .map((name) => join(folder, name));
}

let known: string | undefined;

/** The name of the kernels' folder within an engine's: other sources or flags have another. */
export function kernelsKey(): string {
  if (known !== undefined) return known;
  const folder = join(partsFolder(), 'kernels');
  const hash = createHash('sha256').update(kernelFlags.join(' '));
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  known = `kernels-${hash.digest('hex').slice(0, 12)}`;
  return known;
}

/** The addon of the kernels of an engine, where it is there and whole. */
export function installedKernels(engine: string): string | undefined {
  const folder = join(engine, kernelsKey());
  return whatIsWrongWith(folder) === null ? join(folder, kernelsAddon) : undefined;
}
