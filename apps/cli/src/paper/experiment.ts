import type { CompareOptions } from '@ftn/library';
import type { ComparisonPages } from '@ftn/library/internal';
import type { Terminal } from '../terminal/terminal.js';

/** The options of `ftn reproduce` except the experiment. */
export interface ExperimentRequest {
  /** The same on made-up data over a backbone that ships, in minutes. */
  readonly mini: boolean;
  /** `--data` words of the real sets; an experiment in miniature has its own. */
  readonly data: readonly string[];
  readonly weights?: string | undefined;
  /** A generator's name or its checkpoint, where images are generated. */
  readonly generator?: string | undefined;
  readonly discriminator?: string | undefined;
  readonly methods?: readonly string[] | undefined;
  readonly ranks?: readonly number[] | undefined;
  readonly seeds: readonly number[];
  readonly tune: boolean;
  readonly set: readonly string[];
  readonly epochs?: number | undefined;
  readonly batchSize?: number | undefined;
  /** Of every parameter group of every method that is compared. */
  readonly learningRate?: number | undefined;
  readonly size?: CompareOptions['size'];
  readonly limit?: number | undefined;
  readonly testLimit?: number | undefined;
  readonly workers?: number | undefined;
  /** Runs at once. */
  readonly jobs?: number | undefined;
  /** Threads of one run; default all processors. */
  readonly threads?: number | undefined;
  readonly out: string;
  /** Where runs are kept that other experiments have too; default in `out`. */
  readonly runs?: string | undefined;
  readonly resume: boolean;
  readonly allowChange: boolean;
  readonly json: boolean;
  readonly command: string;
  readonly signal: AbortSignal;
}

/** What `ftn list experiments` says of a table or a figure of the paper. */
export interface ExperimentAbout {
  /** Its subject, in a few words. */
  readonly title: string;
  /** The ranks it has at full size, where they are part of its subject; a miniature has lower ones. */
  readonly ranks?: string;
  /** Where it stands in the paper. */
  readonly source: string;
  /** The `--data` words it needs at full size. */
  readonly data: string;
  /** The kind of those words: `domainnet`. */
  readonly kind: string;
  /** The one set of a kind of several that it is about. */
  readonly subset?: string;
  /** The network that is adapted at full size. */
  readonly backbone: string;
  /** Every method, those with a rank alone, or a generator's seasons by one method and one seed. */
  readonly compares: 'methods' | 'ranks' | 'seasons';
}

/** An experiment's subject with its ranks at full size. */
export const subjectOf = ({ title, ranks }: Pick<ExperimentAbout, 'title' | 'ranks'>): string =>
  ranks === undefined ? title : `${title}, ${ranks}`;

/** What an experiment shows, as the heading of its page. A miniature stands for the sets and the network of its subject. */
export function headingOf(about: Pick<ExperimentAbout, 'title' | 'ranks'>, mini: boolean): string {
  const words = mini ? `in miniature: ${about.title}` : subjectOf(about);
  return `${words[0]!.toUpperCase()}${words.slice(1)}`;
}

/** A table or a figure of the paper. */
export interface Experiment extends ExperimentAbout {
  /** Makes it, writes it to its folder, shows its table, and returns what was shown. */
  run(request: ExperimentRequest, terminal: Terminal): Promise<ComparisonPages>;
}
