import { type Normalisation, normalisations } from '@ftn/training';
import { Command } from 'commander';
import { normsStudy } from '../compose/norms-study.js';
import { typedCommand } from '../compose/run-config.js';
import type { Terminal } from '../terminal/terminal.js';
import { collect, oneOf, required } from './flags.js';

interface NormsFlags {
  adapter?: string[];
  weights?: string;
  normalise: Normalisation;
  out: string;
  json?: boolean;
}

/** `ftn norms`: heat maps of ‖ΔW‖, layers by domains and layers by ranks. */
export function normsVerb(terminal: Terminal): Command {
  return new Command('norms')
    .description(
      'show where adapters change the network: the norm of ΔW of every layer, by domain and by rank',
    )
    .option('--adapter <folder>', "an adapter's folder, or its run's; may be repeated", collect)
    .option('--weights <file>', "the backbone's weights; default those that ship")
    .option(
      '--normalise <how>',
      "'range' puts each adapter's smallest layer at 0 and its largest at 1, 'maximum' divides by the largest",
      oneOf('normalisation', normalisations),
      'range' as const,
    )
    .option('--out <folder>', 'where figures, table and page go', 'runs/norms')
    .option('--json', 'print the norms as one JSON object')
    .action(async (flags: NormsFlags) => {
      const { weights, normalise, out, json = false } = flags;
      const adapters = required('--adapter FOLDER', flags.adapter);
      const command = typedCommand(process.argv.slice(2));
      await normsStudy({ adapters, weights, normalise, out, command, json }, terminal);
    });
}
