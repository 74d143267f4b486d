// Measures what docs/playground.md tells of the page, in Chromium on this machine.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startEngine } from '@ftn/engine';
import { builtSite } from '../tests/browser/built-site.js';
import { findChromium, howToInstall } from '../tests/browser/find-chromium.js';
import { browserVersion, closeBrowser } from '../tests/browser/open-page.js';
import { figuresTable, withTable } from './figures-table.js';
import { measurePage } from './measure-page.js';
import { measureTraining } from './measure-training.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    write: { type: 'boolean', default: false },
  },
});
if (findChromium() === null) {
  process.stderr.write(`error: ${howToInstall}\n`);
  process.exit(2);
}

const page = fileURLToPath(new URL('../../../docs/playground.md', import.meta.url));
const scratch = await mkdtemp(join(tmpdir(), 'ftn-figures-'));
try {
  const { name } = await startEngine();
  await using site = await builtSite();
  const figures = [
    ...(await measurePage(site, Number(values.rounds), scratch)),
    ...(await measureTraining(site, scratch)),
  ];
  const cores = cpus();
  const machine = `${await browserVersion()} on ${cores.length} cores of ${cores[0]!.model.trim()}; Node.js ${process.versions.node}, ${name}; medians of ${values.rounds} (least–largest).`;
  const table = `${machine}\n\n${figuresTable(figures)}`;
  process.stdout.write(`${table}\n`);
  if (values.write) await writeFile(page, withTable(await readFile(page, 'utf8'), table));
  process.exitCode = figures.some(({ kept }) => kept === false) ? 1 : 0;
} finally {
  await closeBrowser();
  await rm(scratch, { recursive: true, force: true });
}
