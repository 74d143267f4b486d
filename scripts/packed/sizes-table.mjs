import { browserEntries, singleImports } from './browser-bundle.mjs';

const kilobytes = (bytes) => (bytes / 1000).toFixed(1);

/** What packages and single functions of them weigh in a page, as a table in Markdown. */
export async function sizesTable(bundle) {
  const codes = [
    ...browserEntries.map((entry) => [`\`${entry}\``, `export * from '${entry}';`]),
    ...singleImports.map(([name, entry]) => [
      `\`${name}\` of ${entry}`,
      `export { ${name} } from '${entry}';`,
    ]),
  ];
  const rows = [];
  for (const [label, code] of codes) {
    const { bytes, gzip } = await bundle(code);
    rows.push([label, kilobytes(bytes), kilobytes(gzip)]);
  }
  const head = [
    ['imported', 'kB, minified', 'kB, gzipped'],
    ['---', '--:', '--:'],
  ];
  return [...head, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
