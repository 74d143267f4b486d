import { UsageError } from '@ftn/errors';
import type { ClusterJob } from '../clusters/cluster-job.js';
import type { Terminal } from '../terminal/terminal.js';
import { optionalNumber } from './flags.js';
import { openedStore } from './packages-apart.js';

/** What of the words of `ftn sweep` speaks of clusters. */
interface ClusterFlags {
  readonly slurm?: boolean;
  readonly kubernetes?: string;
  readonly volume?: string;
  readonly store?: string;
  readonly secret?: string;
  readonly queue?: string;
  readonly jobs?: string;
  readonly maxMemory?: string;
  readonly json?: boolean;
}

/** Keeps a plan in its folder and prints what makes a cluster train it: nothing is trained here. */
export async function clusterScript(
  options: { readonly plan: string; readonly out: string | undefined },
  flags: ClusterFlags,
  terminal: Terminal,
): Promise<void> {
  const named = (['slurm', 'kubernetes', 'queue', 'json'] as const).filter((name) => flags[name]);
  if (named.length > 1) {
    throw new UsageError(`--${named[0]} and --${named[1]} exclude each other`, {
      hint: 'Leave one of them out.',
    });
  }
  if (flags.store !== undefined && flags.volume !== undefined) {
    throw new UsageError('--store and --volume exclude each other', {
      hint: 'Leave out --volume: with a store pods share no folder.',
    });
  }
  const atOnce = optionalNumber('jobs', flags.jobs, 1);
  const gigabytes = optionalNumber('max-memory', flags.maxMemory, 1);
  const { openSweep } = await import('@ftn/library/internal');
  const notes: string[] = [];
  const kept = await openedStore(flags.store);
  const opened = await openSweep(
    { ...options, store: kept },
    (event) => event.kind === 'note' && notes.push(event.text),
  );
  const { plan, out, cells, waiting } = opened;
  for (const note of notes) terminal.note(note);
  const title = plan.title ?? 'sweep';
  const { threads } = plan;
  const { store } = flags;
  const job: ClusterJob = { title, folder: out, store, runs: cells.length, threads, atOnce, gigabytes };
  const text = await scriptOf(job, flags);
  terminal.printBlock(text.trimEnd());
  const done = cells.length - waiting.length;
  terminal.note(
    `${cells.length} runs in ${kept?.shown ?? out}: ${done} are finished, ${waiting.length} to do`,
  );
}

async function scriptOf(job: ClusterJob, { kubernetes, volume, secret }: ClusterFlags): Promise<string> {
  if (kubernetes === undefined) return (await import('../clusters/slurm-script.js')).slurmScript(job);
  const { kubernetesManifest } = await import('../clusters/kubernetes-job.js');
  return kubernetesManifest(job, {
    image: kubernetes,
    claim: volume ?? 'ftn-sweep',
    secret: secret ?? 'ftn-store',
  });
}
