import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { MetricsLog } from './metrics-log.js';
import { readLatestRunCheckpoint } from './run-checkpoint/read-run-checkpoint.js';

it.skipIf(process.platform === 'win32')(
  'a write beyond the system’s file size limit leaves the old checkpoint whole',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'ftn-full-'));
    try {
      const script = fileURLToPath(new URL('../testing/write-until-full.ts', import.meta.url));
      const node = [process.execPath, '--import', 'tsx', '--conditions=@ftn/source', script, directory];
      const limited = `ulimit -f 64; exec ${node.map((word) => `'${word}'`).join(' ')}`;
      const { stdout, stderr } = spawnSync('bash', ['-c', limited], { encoding: 'utf8' });
      const [first, second, third, fourth] = JSON.parse(stdout || JSON.stringify([stderr])) as string[];
      expect(first).toBe('written');
      expect(second).toMatch(
        /step-2\.ftn: could not be written \(EFBIG, \d+ bytes needed\)\. The file would be larger/,
      );
      expect(third).toMatch(/metrics\.jsonl: the log could not be written \(EFBIG/);
      // The torn line has filled the file up to the limit: not even a short one fits behind it.
      expect(fourth).toMatch(/EFBIG/);
      expect((await readLatestRunCheckpoint(directory))?.step).toBe(1);
      expect(await MetricsLog.read(join(directory, 'metrics.jsonl'))).toEqual({ records: [], damaged: [1] });
      expect(readdirSync(directory).sort()).toEqual(['metrics.jsonl', 'step-1.ftn']);
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
);
