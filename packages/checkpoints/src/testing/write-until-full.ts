import { MetricsLog, writeRunCheckpoint } from '../node/index.js';
import { runState } from './run-state.js';

// Writes a small and a large checkpoint, then a log, and says what was refused. Run under a limit of file size.
const directory = process.argv[2]!;
process.on('SIGXFSZ', () => {});

const said: string[] = [];
const attempt = (write: Promise<unknown>) =>
  write.then(
    () => said.push('written'),
    (error: Error) => said.push(process.env.FTN_CARELESS ? 'written' : error.message),
  );

await attempt(writeRunCheckpoint(directory, runState(1)));
await attempt(writeRunCheckpoint(directory, runState(2, 100_000)));
const log = await MetricsLog.open(`${directory}/metrics.jsonl`);
await attempt(log.append({ step: 1, note: 'x'.repeat(100_000) }));
await attempt(log.append({ step: 2 }));
process.stdout.write(JSON.stringify(said));
