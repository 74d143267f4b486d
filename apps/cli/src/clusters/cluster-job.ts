/** A sweep as a cluster runs it: a job for each run of its plan, by its place. */
export interface ClusterJob {
  /** What the jobs are called. */
  readonly title: string;
  /** The folder of the sweep, which every node sees unless there is a store. */
  readonly folder: string;
  /** The address of the store that keeps the sweep; each node's folder is then its own. */
  readonly store?: string | undefined;
  /** How many runs the plan has. */
  readonly runs: number;
  /** Threads of one run. */
  readonly threads: number;
  /** Runs at once; undefined leaves it to the cluster. */
  readonly atOnce: number | undefined;
  /** Gigabytes of one run; undefined leaves it to the cluster. */
  readonly gigabytes: number | undefined;
}

/** Seconds before the end of a job in which it saves a checkpoint. */
export const secondsToSave = 120;

/** What it is called where names may hold small letters, digits and hyphens alone, and 40 of them. */
export function jobName(title: string): string {
  const plain = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'ftn-sweep' : `ftn-${plain}`;
}
