import type { Adapter } from '@ftn/adapters';
import { startEngine } from '@ftn/engine';
import { shownPath } from '../compose/comparison-report.js';
import { openDenseAdapter } from '../compose/dense/open-dense-adapter.js';
import { type MapFiles, predictMaps } from '../compose/dense/predict-maps.js';
import type { Terminal } from '../terminal/terminal.js';
import { required } from './flags.js';

interface PredictTaskFlags {
  weights?: string;
  out?: string;
  force?: boolean;
  json?: boolean;
}

/** `ftn predict` of a dense task's adapter: the predicted map of every image as pictures in a folder. */
export async function predictTask(
  read: Adapter,
  files: readonly string[],
  flags: PredictTaskFlags,
  terminal: Terminal,
): Promise<void> {
  const out = required('--out FOLDER', flags.out);
  const engine = await startEngine();
  const adapter = await openDenseAdapter(read, flags.weights);
  try {
    const rows: MapFiles[] = [];
    const { force = false, json = false } = flags;
    const onShrunk = (file: string, size: readonly [number, number]) =>
      terminal.note(
        `${file}: larger than the task was trained on by far, shrunk to ${size.join(' × ')} pixels`,
      );
    for await (const row of predictMaps(adapter, files, { out, force, onShrunk })) {
      rows.push(row);
      if (json) terminal.progress('predicting', { done: rows.length, total: files.length });
      else terminal.print(`${row.file}: ${shownPath(row.map)} and ${shownPath(row.picture)}`);
    }
    terminal.endProgress();
    if (json) terminal.json({ id: 'predict', engine: engine.name, task: adapter.task.name, rows });
  } finally {
    adapter.dispose();
  }
}
