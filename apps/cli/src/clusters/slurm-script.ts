import { UsageError } from '@ftn/errors';
import { type ClusterJob, jobName, secondsToSave } from './cluster-job.js';

/** A text as a shell takes it for one word. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * A script for `sbatch`: an array with a task for each run of a plan. A task whose run is finished ends at once, so that the
 * same script can be given again.
 *
 * @throws UsageError for a folder that a directive cannot name
 */
export function slurmScript({ title, folder, store, runs, threads, atOnce, gigabytes }: ClusterJob): string {
  if (/[\r\n]/.test(folder))
    throw new UsageError('invalid folder', { expected: 'a name of one line', got: JSON.stringify(folder) });
  const most = atOnce === undefined ? '' : `%${atOnce}`;
  const memory = gigabytes === undefined ? [] : [`#SBATCH --mem=${gigabytes}G`];
  const limit = gigabytes === undefined ? '' : ` --max-memory ${gigabytes}`;
  const kept = store === undefined ? '' : ` --store ${quoted(store)}`;
  const keys =
    store === undefined
      ? []
      : ['# The keys of the store are taken from the environment that sbatch is given.'];
  return [
    '#!/bin/bash',
    `#SBATCH --job-name=${jobName(title)}`,
    `#SBATCH --array=0-${runs - 1}${most}`,
    '#SBATCH --ntasks=1',
    `#SBATCH --cpus-per-task=${threads}`,
    ...memory,
    '# Before its time is over a run saves a checkpoint; put back into the queue, it goes on from there.',
    `#SBATCH --signal=B:TERM@${secondsToSave}`,
    '#SBATCH --requeue',
    '',
    '# FTN says how the command is started where it is not called ftn.',
    ...keys,
    `exec \${FTN:-ftn} worker ${quoted(folder)}${kept} --index "$SLURM_ARRAY_TASK_ID"${limit}`,
    '',
  ].join('\n');
}
