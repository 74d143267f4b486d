import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readSweep, sweepTable } from '@ftn/library';
import { weightsOf, writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson } from '../testing/commands.js';
import { howToInstall, SlurmCluster, slurmIsHere } from '../testing/slurm.js';

/** The command as a task of the array starts it, in a clone. */
const command = `${process.execPath} ${fileURLToPath(new URL('../../../../scripts/ftn.mjs', import.meta.url))}`;

interface Standing {
  readonly runs: readonly { readonly state: string; readonly folder: string }[];
}

const name = 'the script for Slurm, on a cluster of one node';

describe.skipIf(!slurmIsHere)(slurmIsHere ? name : `${name} (${howToInstall})`, () => {
  const cluster = new SlurmCluster();
  const at = (...parts: string[]) => join(cluster.folder, ...parts);
  const out = at('sweep');

  beforeAll(async () => {
    await cluster.start(2);
    await writeTinyDomain(at('photos'), 8);
    const plan = [
      'title: Four runs',
      `data: ${JSON.stringify(at('photos'))}`,
      'methods: [ftn, fc-and-bn-only]',
      'ranks: 1',
      'seeds: [0, 1]',
      'set: { backbone: resnet10-small, input.size: 32, batchSize: 4, epochs: 5 }',
    ];
    await writeFile(at('plan.yaml'), plan.join('\n'));
  });
  afterAll(() => cluster.stop());

  const runs = async () =>
    (lastJson((await ftn('sweep', 'status', out, '--json')).out) as unknown as Standing).runs;
  const marks = async () =>
    Promise.all(
      (await runs()).map(
        async ({ folder }) => (await stat(join(out, 'cells', folder, 'result.json'))).mtimeMs,
      ),
    );
  const script = async (...words: string[]) => {
    const { code, out: text, err } = await ftn('sweep', at('plan.yaml'), '--out', out, '--slurm', ...words);
    expect(code, err).toBe(0);
    await writeFile(at('job.sh'), text);
    return at('job.sh');
  };

  /** What a sweep reached, to the last bit. */
  const reached = async (folder: string) => {
    const { cells, results } = await readSweep(folder);
    return {
      table: sweepTable({ cells, results }).rows,
      results: results.map(({ system, seed, metrics, validation, epochs }) => ({
        ...{ method: system.method, seed, metrics, validation },
        losses: epochs.map(({ loss }) => loss),
      })),
      weights: await weightsOf({ cells, out: folder }),
    };
  };

  it('trains each run as a task, to the bits of a sweep of this machine, and given again trains none', async () => {
    const job = cluster.submit(await script('--jobs', '2', '--max-memory', '1'), [], { FTN: command });
    await cluster.settled(job);
    expect((await runs()).map(({ state }) => state)).toEqual(Array(4).fill('finished'));
    const here = await ftn('sweep', at('plan.yaml'), '--out', at('here'), '--jobs', '1');
    expect(here.code, here.err).toBe(0);
    expect(await reached(out)).toEqual(await reached(at('here')));
    const before = await marks();
    const again = cluster.submit(at('job.sh'), [], { FTN: command });
    await cluster.settled(again);
    expect(await marks()).toEqual(before);
    const said = await readFile(at(`slurm-${again}_3.out`), 'utf8');
    expect(said).toContain('it is finished');
  });

  it('saves a checkpoint where Slurm tells a task to stop, from which the same script goes on', async () => {
    const changed = (await readFile(at('plan.yaml'), 'utf8')).replace('epochs: 5', 'epochs: 150');
    await writeFile(at('plan.yaml'), changed);
    const file = await script('--jobs', '2');
    const job = cluster.submit(file, ['--array=0-0'], { FTN: command });
    const state = async () => (await runs())[0]!.state;
    const [first] = await runs();
    const log = join(out, 'cells', first!.folder, 'run', 'metrics.jsonl');
    const steps = async () => (await readFile(log, 'utf8').catch(() => '')).split('\n').length;
    while ((await steps()) < 10) await sleep(200);
    cluster.ask('scancel', ['--batch', '--signal=TERM', `${job}_0`]);
    await cluster.settled(job);
    expect(await state()).toBe('stopped');
    const again = cluster.submit(file, ['--array=0-0'], { FTN: command });
    await cluster.settled(again);
    expect(await state()).toBe('finished');
    expect(await readFile(at(`slurm-${again}_0.out`), 'utf8')).not.toMatch(/error/i);
  });
});
