// `pnpm conformance:dependant`: the tests of a program that others wrote on TensorFlow.js, on the native engine and on the backend it
// has without; nothing of it is kept here. --write puts the table into docs/packages.md.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTable } from '../packed/write-table.mjs';
import { installSuite, runSuite, suite } from './dependant-suite.mjs';

const passed = (tests) => tests.filter(({ status }) => status === 'passed').length;
const seconds = (tests) => tests.reduce((sum, one) => sum + one.seconds, 0).toFixed(1);

function suiteTable(native, plain) {
  const groups = [...new Set(native.map(({ group }) => group))].sort();
  const row = (title, of) => {
    const [here, there] = [native.filter(of), plain.filter(of)];
    return `| ${title} | ${here.length} | ${passed(here)} | ${passed(there)} | ${seconds(here)} | ${seconds(there)} |`;
  };
  return [
    `| ${suite.name} ${suite.version} | tests | pass, native | pass, JavaScript | s, native | s, JavaScript |`,
    '| --- | --: | --: | --: | --: | --: |',
    ...groups.map((group) => row(group, (one) => one.group === group)),
    row('all', () => true),
  ].join('\n');
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ftn-dependant-')));
try {
  await installSuite(folder);
  const native = await runSuite(folder, true);
  const plain = await runSuite(folder, false);
  const table = suiteTable(native, plain);
  process.stdout.write(`${table}\n`);
  const fine = new Set(plain.filter(({ status }) => status === 'passed').map(({ name }) => name));
  const failed = native.filter(({ status, name }) => status === 'failed' && fine.has(name));
  for (const { name, why } of failed)
    process.stdout.write(`\nfails on the native engine alone: ${name}\n  ${why}\n`);
  if (process.argv.includes('--write')) writeTable('dependant', table);
  process.exitCode = failed.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
