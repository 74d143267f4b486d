// The table of figures of the reliability bar, from what its tests left in vitest's report.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../build/run-program.mjs';

/** Where the figures are kept as JSON. */
const kept = join(root, 'node_modules/.cache/ftn/reliability.json');

const byId = (a, b) => a.id.localeCompare(b.id, 'en', { numeric: true });

/** A line for each row and part: what it counted, what it measured, the faults it was shown red on. */
export function figuresOf(report) {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const told = tests.filter(({ meta }) => meta?.reliability);
  const lines = told
    .filter(({ meta }) => meta.reliability.seeded === undefined)
    .map(({ meta, title, status, duration }) => ({
      ...meta.reliability,
      promise: title.slice(title.indexOf(': ') + 2),
      verdict: status === 'passed' ? 'holds' : 'BROKEN',
      seconds: Math.round((duration ?? 0) / 100) / 10,
    }));
  const red = told.filter(({ meta }) => meta.reliability.seeded !== undefined);
  return lines.sort(byId).map((line) => ({
    ...line,
    red: red
      .filter(({ meta, status }) => meta.reliability.id === line.id && status === 'passed')
      .map(({ meta }) => meta.reliability.seeded),
  }));
}

/** The table as Markdown, a row's promise and faults said once. */
export function markdown(figures) {
  const rows = figures.map(({ id, part, promise, count = '', figure = '', verdict, seconds, red }, i) => {
    const again = figures[i - 1]?.id === id;
    const said = again ? '' : promise;
    const faults = again ? '' : red.join('; ');
    return `| ${id} | ${said} | ${part} | ${count} | ${figure} | ${faults} | ${seconds} | ${verdict} |`;
  });
  return [
    '| row | promise | part | count | figure | red where | s | verdict |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** Prints the table and keeps it as JSON; a report that is not there has been spoken of already. */
export function printFigures(file, scale) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return;
  }
  const figures = figuresOf(report);
  mkdirSync(join(kept, '..'), { recursive: true });
  writeFileSync(kept, `${JSON.stringify({ scale: Number(scale), figures }, null, 2)}\n`);
  process.stdout.write(
    `\nThe reliability bar at FTN_N=${scale}\n\n${markdown(figures)}\n\nkept in ${kept}\n`,
  );
}
