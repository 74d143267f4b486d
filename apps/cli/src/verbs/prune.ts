import { UsageError } from '@ftn/errors';
import { Command } from 'commander';
import { type SplitName, splitNames } from '../compose/domain-data.js';
import { pruneAdapters, publishPruning } from '../compose/pruning-study.js';
import { typedCommand } from '../compose/run-config.js';
import { stoppable } from '../compose/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { collect, oneOf, optionalNumber, required, wholeNumber } from './flags.js';

interface PruneFlags {
  adapter?: string[];
  data?: string[];
  weights?: string;
  split: SplitName;
  thresholds: string;
  maxDrop?: string;
  trials: string;
  limit?: string;
  workers?: string;
  out: string;
  force?: boolean;
  json?: boolean;
}

/** Points of accuracy from 0; UsageError otherwise. */
function points(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new UsageError('--max-drop is wrong', {
    expected: 'points of accuracy, 0 or more',
    got: `'${text}'`,
  });
}

/** `ftn prune`: what adapters keep of their accuracy without the layers that change least, and how small they can be. */
export function pruneVerb(terminal: Terminal): Command {
  return new Command('prune')
    .description(
      'take low-rank factors out by the norm of ΔW: the curve, and the smallest adapter within a drop',
    )
    .option('--adapter <folder>', "an adapter's folder, or its run's; may be repeated", collect)
    .option(
      '--data <spec>',
      'its images, as for evaluate; several adapters find theirs by name; may be repeated',
      collect,
    )
    .option('--weights <file>', "the backbone's weights; default those that ship")
    .option(
      '--split <name>',
      `images of the curve: ${splitNames.join(', ')}`,
      oneOf('split', splitNames),
      'test' as const,
    )
    .option('--thresholds <n>', 'how many, equally spaced from the smallest to the largest norm', '10')
    .option('--max-drop <points>', 'also find the smallest adapter that loses at most so much on validation')
    .option('--trials <n>', 'how many smaller adapters are tried for it at most', '100')
    .option('--limit <n>', 'at most so many images of each class')
    .option('--workers <n>', 'threads that decode')
    .option('--out <folder>', 'where figure, table, page and the smallest adapter go', 'runs/prune')
    .option('--force', 'replace an adapter that is there already')
    .option('--json', 'print the results as one JSON object')
    .action(async (flags: PruneFlags) => {
      const { split, out, weights, force = false, json = false } = flags;
      const options = {
        adapters: required('--adapter FOLDER', flags.adapter),
        data: required('--data SPEC', flags.data),
        weights,
        split,
        thresholds: wholeNumber('thresholds', flags.thresholds, 2),
        maxDrop: flags.maxDrop === undefined ? undefined : points(flags.maxDrop),
        trials: wholeNumber('trials', flags.trials, 1),
        limit: optionalNumber('limit', flags.limit, 2),
        workers: optionalNumber('workers', flags.workers),
        out,
        force,
        json,
        command: typedCommand(process.argv.slice(2)),
      };
      const study = await stoppable(terminal, (stop) => pruneAdapters({ ...options, stop }, terminal));
      await publishPruning(study, options, terminal);
    });
}
