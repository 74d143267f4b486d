import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const name = 'latents.safetensors';

/** Where the latents of an adapter's images are: in its folder, where it was put by itself, else in the folder of its run. */
export function latentsFile(adapter: string): string {
  const own = join(adapter, name);
  return existsSync(own) ? own : join(dirname(adapter), name);
}

/** Puts the latents of an adapter, where it has some, into the folder of another made from it. */
export async function copyLatents(from: string, to: string): Promise<void> {
  const file = latentsFile(from);
  if (existsSync(file)) await copyFile(file, join(to, name));
}
