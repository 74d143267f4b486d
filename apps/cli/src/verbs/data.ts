import { Command } from 'commander';
import type { Terminal } from '../terminal/terminal.js';
import { dataCheckVerb } from './data-check.js';
import { dataMakeVerb } from './data-make.js';
import { dataPrepareVerb } from './data-prepare.js';
import { dataShowVerb } from './data-show.js';

/** `ftn data`: check a data set, prepare a download, write the made-up sets, look at samples. */
export function dataVerb(terminal: Terminal): Command {
  const verb = new Command('data').description(
    'check a data set, prepare a download, make the made-up sets, show samples',
  );
  for (const part of [dataCheckVerb, dataPrepareVerb, dataMakeVerb, dataShowVerb])
    verb.addCommand(part(terminal));
  return verb;
}
