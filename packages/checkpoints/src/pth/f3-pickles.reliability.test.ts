import { FormatError } from '@ftn/errors';
import { row, seeded } from '@ftn/reliability';
import { zipSync } from 'fflate';
import { expect } from 'vitest';
import { dangerousGlobals } from '../testing/dangerous-globals.js';
import { deliveries } from '../testing/deliveries.js';
import { type Code, legacyFile, pickle } from '../testing/pickle-assembler.js';
import { decodePth } from './decode-pth.js';

const forms: Readonly<Record<string, (value: Code) => Uint8Array>> = {
  zip: (value) =>
    zipSync({ 'x/data.pkl': Uint8Array.from(value), 'x/version': Uint8Array.of(0x33) }, { level: 0 }),
  legacy: (value) => legacyFile(value),
};

/** What is wrong with the answer to each malicious pickle, and how many there were. */
function attack(decode: (bytes: Uint8Array, file: string) => unknown) {
  const problems: string[] = [];
  let files = 0;
  for (const [module, name] of dangerousGlobals) {
    for (const [way, deliver] of Object.entries(deliveries)) {
      for (const [form, file] of Object.entries(forms)) {
        files++;
        const what = `${module}.${name} by ${way} (${form})`;
        try {
          decode(file(pickle(deliver(module, name))), 'evil.pth');
          problems.push(`${what} is read`);
        } catch (error) {
          const { message, details } = error as FormatError;
          if (!(error instanceof FormatError) || !message.includes(`it names ${module}.${name}`))
            problems.push(`${what}: ${error}`);
          else if (details.file !== 'evil.pth' || details.offset === undefined || !details.hint)
            problems.push(`${what}: no place or advice`);
        }
      }
    }
  }
  return { problems, files };
}

row('F3', 'malicious pickles', () => {
  const { problems, files } = attack((bytes, file) => decodePth(bytes, { file }));
  expect(problems).toEqual([]);
  expect(files).toBeGreaterThan(1000);
  return { count: files, figure: `${files} refused by module and name, with their offset; 0 executed` };
});

seeded('F3', 'names are looked up in a plain object', () => {
  // What `table[name]` would find for 'constructor' or 'toString' is a function of JavaScript.
  const table: Record<string, unknown> = {};
  const { problems } = attack((bytes, file) => {
    const found = dangerousGlobals.some(
      ([module]) => module in table && Buffer.from(bytes).includes(`c${module}\n`),
    );
    if (!found) decodePth(bytes, { file });
  });
  expect(problems.join()).toContain('is read');
});
