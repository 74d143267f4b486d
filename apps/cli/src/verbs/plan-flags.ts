import type { CompareOptions } from '@ftn/library';
import type { Command } from 'commander';
import { optionalNumber } from './flags.js';

/** How the runs of a plan go on. */
export interface PlanFlags {
  jobs?: string;
  threads?: string;
}

/** The same as options of the library. */
export const planOptions = ({ jobs, threads }: PlanFlags): Pick<CompareOptions, 'jobs' | 'threads'> => ({
  jobs: optionalNumber('jobs', jobs, 1),
  threads: optionalNumber('threads', threads, 1),
});

/** Adds the options on how the runs of a plan go on. */
export const withPlanFlags = (verb: Command): Command =>
  verb
    .option(
      '--jobs <n>',
      'runs at once, each in a process of its own (default: 1; with --threads as many as fit)',
    )
    .option('--threads <n>', 'threads of one run, which its numbers depend on (default: all processors)');
