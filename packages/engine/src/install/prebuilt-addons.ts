import { copyFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readRegularFileSync, textLimit } from '@ftn/errors/node';
import { sha256Of } from '../native/installed-engine.js';
import { type Machine, thisMachine } from '../native/native-target.js';
import { type AddonPart, addonFiles, sourcesHash } from './addon-sources.js';

/** What says of prebuilt addons what they are made from and for. */
export const prebuiltManifest = 'addons.json';

/** What prebuilt addons say of themselves. */
export interface PrebuiltManifest {
  readonly machine: Machine;
  readonly sources: Readonly<Record<AddonPart, string>>;
  /** The SHA-256 of each file. */
  readonly files: Readonly<Record<string, string>>;
}

/** The optional package that holds the addons for a machine, where there is such a one. */
export const prebuiltPackage = ({ platform, arch }: Machine): string => `@ftn/engine-${platform}-${arch}`;

/** The folder of the prebuilt addons for a machine; undefined where their package is not installed, or in a clone not made. */
function prebuiltFolder(machine: Machine): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${prebuiltPackage(machine)}/package.json`);
    const folder = join(dirname(manifest), 'addons');
    return existsSync(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** One line saying why a part of the addons in `folder` cannot be taken on `machine`; null where it can. */
export function whyNotPrebuilt(part: AddonPart, folder: string, machine: Machine): string | null {
  try {
    const bytes = readRegularFileSync(join(folder, prebuiltManifest), { limit: textLimit });
    const made = JSON.parse(new TextDecoder().decode(bytes)) as PrebuiltManifest;
    const { platform, arch, libc } = machine;
    const fits =
      made.machine.platform === platform && made.machine.arch === arch && made.machine.libc === libc;
    if (!fits) return `made for another machine than ${[platform, arch, libc].filter(Boolean).join(' ')}`;
    if (made.sources[part] !== sourcesHash(part)) return 'made from other sources';
    const damaged = addonFiles[part].find((name) => made.files[name] !== sha256Of(join(folder, name)));
    return damaged === undefined ? null : `${damaged} is not what was published`;
  } catch {
    return 'damaged';
  }
}

/** Where prebuilt addons are looked for, and who is told why they are not taken. */
export interface PrebuiltOptions {
  /** Default: where the package manager has put the machine's package. */
  readonly folder?: string | undefined;
  /** Default: this one. */
  readonly machine?: Machine;
  /** Called with one line where there are some that cannot be taken. */
  readonly log?: ((line: string) => void) | undefined;
}

const instead = (machine: Machine, why: string): string =>
  `compiling, since the addons of ${prebuiltPackage(machine)} are not taken: ${why}`;

/** The folder of prebuilt addons that fit this machine and these sources; undefined where a part has to be compiled. */
export function findPrebuilt(part: AddonPart, options: PrebuiltOptions = {}): string | undefined {
  const { machine = thisMachine(), folder = prebuiltFolder(machine), log } = options;
  if (folder === undefined) return undefined;
  const why = whyNotPrebuilt(part, folder, machine);
  if (why === null) return folder;
  log?.(instead(machine, why));
  return undefined;
}

/**
 * Copies a part of the addons in `folder` to where compiled ones would be, and proves them there.
 *
 * @param prove resolves to null, or to one line saying what is wrong with them
 * @returns whether they serve; where not, they have to be compiled
 */
export async function takePrebuilt(
  part: AddonPart,
  folder: string,
  into: string,
  prove: () => Promise<string | null>,
  { machine = thisMachine(), log }: Omit<PrebuiltOptions, 'folder'> = {},
): Promise<boolean> {
  for (const name of addonFiles[part]) copyFileSync(join(folder, name), join(into, name));
  const wrong = await prove();
  if (wrong !== null) log?.(instead(machine, wrong));
  return wrong === null;
}
