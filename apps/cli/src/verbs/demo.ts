import { miniDomainStyles } from '@ftn/synthetic';
import { Command } from 'commander';
import { compare } from '../compose/comparison.js';
import { openDomains } from '../compose/open-domains.js';
import { loadRecipe } from '../compose/recipes.js';
import { stoppable } from '../compose/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { wholeNumbers } from './flags.js';

interface DemoFlags {
  out: string;
  seeds: string;
  tune?: boolean;
  set: string[];
  json?: boolean;
}

/** The style the shipped backbone was trained on; the demo adapts it to all others. */
const sourceStyle = 'real';

/** `ftn demo`: the main job in a few minutes on what ships with the repository. */
export function demoVerb(terminal: Terminal): Command {
  return new Command('demo')
    .description(
      'adapt the shipped backbone to five styles of mini-domains with every method, and compare them',
    )
    .option('--out <folder>', 'where table, page and adapters go', 'runs/demo')
    .option('--seeds <numbers>', 'seeds with commas between; several give deviations', '0')
    .option(
      '--tune',
      "choose every method's learning rates on the validation sets first, all with the same budget",
    )
    .option(
      '--set <key=value>',
      'change a value of the recipe; may be repeated',
      (value, all) => [...all, value],
      [] as string[],
    )
    .option('--json', 'print the table as one JSON object')
    .action(async (flags: DemoFlags) => {
      const recipe = loadRecipe('demo', flags.set);
      const styles = miniDomainStyles.filter((style) => style !== sourceStyle);
      const tune = flags.tune ?? false;
      const specs = styles.map((style) => `mini-domains/${style}`);
      const domains = await openDomains(specs, recipe, { tune });
      const choice = {
        id: 'demo',
        recipe,
        domains,
        data: `mini-domains: ${styles.join(', ')}`,
        seeds: wholeNumbers('seeds', flags.seeds),
        tune,
        out: flags.out,
        command: `ftn demo ${process.argv.slice(3).join(' ')}`.trimEnd(),
        json: flags.json ?? false,
      };
      await stoppable(terminal, (stop) => compare({ ...choice, stop }, terminal));
    });
}
