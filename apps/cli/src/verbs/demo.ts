import { Command } from 'commander';
import { requireNoneFailed } from '../terminal/failed-runs.js';
import { showRun } from '../terminal/show-run.js';
import { stoppable } from '../terminal/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { typedCommand } from '../terminal/typed-command.js';
import { collect, wholeNumbers } from './flags.js';
import { type PlanFlags, planOptions, withPlanFlags } from './plan-flags.js';

interface DemoFlags extends PlanFlags {
  out: string;
  seeds: string;
  tune?: boolean;
  set?: string[];
  json?: boolean;
}

/** The styles of mini-domains the demo adapts to: all but `real`, which the shipped backbone was trained on. */
const styles = ['clipart', 'infograph', 'painting', 'quickdraw', 'sketch'] as const;

async function demo(flags: DemoFlags, terminal: Terminal): Promise<void> {
  const library = await import('@ftn/library/internal');
  const { out, tune, set, json = false } = flags;
  const options = {
    recipe: 'demo',
    data: styles.map((style) => `mini-domains/${style}`),
    seeds: wholeNumbers('seeds', flags.seeds),
    tune,
    set,
    out,
    ...planOptions(flags),
    command: typedCommand(process.argv.slice(2)),
  };
  await stoppable(terminal, async (signal) => {
    const comparison = await showRun(library.compare({ ...options, signal }), terminal);
    const { publishComparison } = await import('../files/publish.js');
    const page = library.comparisonPages(comparison, { id: 'demo', command: options.command });
    await publishComparison(page, { out, json }, terminal);
    requireNoneFailed(comparison);
  });
}

/** `ftn demo`: the main job in a few minutes on what ships with the library. */
export function demoVerb(terminal: Terminal): Command {
  const verb = new Command('demo')
    .description(
      'adapt the shipped backbone to five styles of mini-domains with every method, and compare them',
    )
    .option('--out <folder>', 'where table, page and adapters go', 'runs/demo')
    .option('--seeds <numbers>', 'comma-separated; with several, standard deviations are shown', '0')
    .option(
      '--tune',
      "choose every method's learning rates on the validation sets first, all with the same budget",
    )
    .option('--set <key=value>', 'change a value of the recipe; may be repeated', collect);
  return withPlanFlags(verb)
    .option('--json', 'print the table as one JSON object')
    .action((flags: DemoFlags) => demo(flags, terminal));
}
