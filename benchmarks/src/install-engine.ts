// Times an installation of the native engine into an empty cache, step by step: what is downloaded depends on the network, the rest does not.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type InstallProgress, installEngine } from '@ftn/engine';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });

type Step = InstallProgress['step'];

/** Steps that wait for a registry. */
const downloads: readonly Step[] = ['compiler', 'download', 'cuda'];

const cache = await mkdtemp(join(tmpdir(), 'ftn-install-'));
process.env.FTN_CACHE = cache;
const steps: { readonly step: Step; readonly began: number }[] = [];
try {
  const began = performance.now();
  const result = await installEngine({
    onProgress: ({ step }) => {
      if (steps.at(-1)?.step !== step) steps.push({ step, began: performance.now() });
    },
  });
  const ended = performance.now();
  if (!result.installed) throw new Error(result.reason);
  const rows = steps.map(({ step, began: from }, i) => ({
    step,
    seconds: ((steps[i + 1]?.began ?? ended) - from) / 1000,
  }));
  const all = (ended - began) / 1000;
  const fetched = rows.filter(({ step }) => downloads.includes(step));
  const apart = all - fetched.reduce((sum, { seconds }) => sum + seconds, 0);
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores`;
  const kernels = result.withoutKernels ?? null;
  if (values.json) {
    process.stdout.write(
      `${JSON.stringify({ id: 'install-engine', machine, rows, seconds: { all, apart }, withoutKernels: kernels })}\n`,
    );
  } else {
    process.stdout.write(`${machine}\n`);
    for (const { step, seconds } of rows)
      process.stdout.write(`${step.padEnd(9)} ${seconds.toFixed(1).padStart(6)} s\n`);
    process.stdout.write(
      `all ${all.toFixed(1)} s, downloads apart ${apart.toFixed(1)} s${kernels === null ? '' : `; no kernels: ${kernels}`}\n`,
    );
  }
} finally {
  await rm(cache, { recursive: true, force: true });
}
