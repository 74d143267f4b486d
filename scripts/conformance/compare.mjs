import { differences } from './differences.mjs';
import { nodeExclusions } from './node-exclusions.mjs';

/** A test's name without the backend it ran on. */
const plain = (name) => name.replace(/ ?test-\S+ \{\}/, '');

/**
 * Compares results with what is known of the native backend, and with what TensorFlow.js's package for Node leaves out.
 * `whole` says that every test was run, so that a known difference that does not show up has gone.
 */
export function compare(results, whole) {
  const excluded = nodeExclusions();
  const leftOut = ({ name }) => excluded.some((part) => name.includes(part));
  const ran = results.filter(({ status }) => status === 'passed' || status === 'failed');
  const failed = ran.filter(({ status }) => status === 'failed');
  const known = new Set(differences.map(({ test }) => test));
  const names = new Set(failed.map(({ name }) => plain(name)));
  return {
    ran: ran.length,
    failed: failed.length,
    leftOut: ran.filter(leftOut).length,
    leftOutThatPass: ran.filter((one) => leftOut(one) && one.status === 'passed').length,
    rows: differences
      .filter(({ test }) => names.has(test))
      .map(({ test, why }) => ({
        test,
        why,
        leftOut: failed.some((one) => plain(one.name) === test && leftOut(one)),
      })),
    unexplained: failed.filter(({ name }) => !known.has(plain(name))),
    passed: whole ? [...known].filter((test) => !names.has(test)) : [],
  };
}

/** What is compared, as tables for docs/packages.md. */
export function conformanceTable({ ran, failed, leftOut, leftOutThatPass, rows }) {
  const counts = [
    '|                                                             | tests |',
    '| ----------------------------------------------------------- | ----: |',
    `| run                                                         | ${String(ran).padStart(5)} |`,
    `| pass                                                        | ${String(ran - failed).padStart(5)} |`,
    `| left out by TensorFlow.js's package for Node, of those      | ${String(leftOut).padStart(5)} |`,
    `| of these pass here                                          | ${String(leftOutThatPass).padStart(5)} |`,
  ];
  if (rows.length === 0) return counts.join('\n');
  const lines = rows.map(({ test, why, leftOut: out }) => `| \`${test}\` | ${out ? 'yes' : 'no'} | ${why} |`);
  const head = ['| does not pass | left out there | why |', '| --- | --- | --- |'];
  return [...counts, '', ...head, ...lines].join('\n');
}
