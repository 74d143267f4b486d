import { StorageError } from '@ftn/errors';
import { Command } from 'commander';
import { diagnose } from '../doctor/finding.js';
import type { Terminal } from '../terminal/terminal.js';
import { version } from '../version.js';

const signs = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' } as const;

async function doctor(json: boolean, terminal: Terminal): Promise<void> {
  const { machineChecks } = await import('../doctor/machine-checks.js');
  const { engineChecks } = await import('../doctor/engine-checks.js');
  const findings = await diagnose([...machineChecks(version()), ...engineChecks()]);
  const wrong = findings.filter(({ state }) => state === 'wrong');
  if (json) terminal.json({ id: 'doctor', wrong: wrong.length, rows: findings });
  else {
    const width = Math.max(...findings.map(({ name }) => name.length));
    for (const { name, state, found, hint } of findings) {
      terminal.print(`${signs[state]}  ${name.padEnd(width)}  ${found}`);
      if (hint !== undefined) terminal.print(`${' '.repeat(width + 9)}→ ${hint}`);
    }
  }
  if (wrong.length === 0) return;
  throw new StorageError('this installation is not in order', {
    got: wrong.map(({ name, found }) => `${name}: ${found}`).join('; '),
    hint: wrong[0]!.hint ?? 'Install the package again.',
  });
}

/** `ftn doctor`: whether everything this command needs is in order, and what to do where it is not. */
export function doctorVerb(terminal: Terminal): Command {
  return new Command('doctor')
    .description(
      'check versions, memory, disk, folders and the engine, its files to the byte; exit code 4 where one is wrong',
    )
    .option('--json', 'print the findings as one JSON object')
    .action((flags: { json?: boolean }) => doctor(flags.json ?? false, terminal));
}
