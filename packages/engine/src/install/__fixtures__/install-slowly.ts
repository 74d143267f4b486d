// A process that installs into the cache given, writing its files one by one with a pause, and says what it does.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeManifest } from '../../native/installed-engine.js';
import { installOnce } from '../install-once.js';

const [cache = '', pause = '0'] = process.argv.slice(2);

async function build(staging: string): Promise<{ ready: string }> {
  const ready = join(staging, 'ready');
  mkdirSync(ready);
  for (const name of ['a', 'b', 'c']) {
    writeFileSync(join(ready, name), name.repeat(1000));
    process.stdout.write(`built ${name}\n`);
    await sleep(Number(pause));
  }
  writeManifest(ready, ['a', 'b', 'c']);
  return { ready };
}

const { reason } = await installOnce({ cache, key: 'engine', build });
process.stdout.write(`${reason}\n`);
