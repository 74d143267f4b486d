// A process that runs what pyenv's shim of pip is: a shell that waits for a program of its own.
import { runCommand } from '../run-command.js';

await runCommand('sh', ['-c', process.argv[2]!], { onLine: (line) => process.stdout.write(`${line}\n`) });
