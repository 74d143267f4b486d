// One TypeScript reads the declarations of installed packages: `node read-declarations.mjs TYPESCRIPT FOLDER PACKAGES`, the last as
// JSON. Prints a row for each way to find modules, as JSON. A process of its own, so that one compiler is in memory at a time.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { declarationFaults } from './declaration-faults.mjs';

const [compiler, folder, packages] = process.argv.slice(2);
const ts = createRequire(import.meta.url)(join(compiler, 'lib/typescript.js'));

/** The ways to find modules, with the modules each goes with. */
const resolutions = { node16: 'node16', bundler: 'esnext' };

const rows = Object.entries(resolutions).map(([moduleResolution, module]) => {
  const read = (types, alone) =>
    declarationFaults(ts, {
      folder,
      packages: JSON.parse(packages),
      compilerOptions: { module, moduleResolution, types },
      alone,
    });
  return {
    typescript: ts.version,
    moduleResolution,
    without: read([], true),
    withNode: read(['node'], false),
  };
});
process.stdout.write(JSON.stringify(rows));
