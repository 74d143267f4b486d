import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** Lets the tests of a file run in an empty folder, filled by `fill` first. */
export function inAFolder(fill: () => Promise<void>): void {
  const before = process.cwd();
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ftn-examples-'));
    process.chdir(folder);
    await fill();
  });
  afterAll(async () => {
    process.chdir(before);
    await rm(folder, { recursive: true });
  });
}
