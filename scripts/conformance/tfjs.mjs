// `pnpm conformance:tfjs`: the tests that TensorFlow.js publishes for backends, on the native one. They are taken from
// @tensorflow/tfjs-core as installed; nothing of them is kept here. --only REGEXP runs a part of them, --write puts the table into
// docs/packages.md.
import { writeTable } from '../packed/write-table.mjs';
import { compare, conformanceTable } from './compare.mjs';
import { runCoreTests } from './run-core-tests.mjs';

const words = process.argv.slice(2);
const only = words.includes('--only') ? words[words.indexOf('--only') + 1] : '';

const results = await runCoreTests('tensorflow', only);
const compared = compare(results, only === '');
const table = conformanceTable(compared);
process.stdout.write(`${table}\n`);
for (const { name, why } of compared.unexplained) process.stdout.write(`\nfailed: ${name}\n  ${why}\n`);
for (const test of compared.passed) process.stdout.write(`\npasses, though it is said to differ: ${test}\n`);
if (words.includes('--write')) writeTable('conformance', table);
process.exitCode = compared.unexplained.length + compared.passed.length > 0 ? 1 : 0;
