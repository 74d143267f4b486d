import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { changesetFaults, exportedNames, readChangesets } from './changesets.mjs';
import { publishedFolders } from './installed-packages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = publishedFolders(root);

describe('changesets', () => {
  it('name the packages whose code they speak of', () => {
    const changesets = readChangesets(root);
    expect(changesets.length).toBeGreaterThan(0);
    expect(changesetFaults(changesets, folders)).toEqual([]);
  });

  it('that leave a package out, name one that is none, or name none are found', () => {
    const one = (head, body) => ({ file: 'a.md', text: `---\n${head}\n---\n\n${body}\n` });
    const faults = (head, body) => changesetFaults([one(head, body)], folders);
    expect(exportedNames(`${root}/packages/engine`)).toContain('startEngine');
    expect(faults("'@ftn/engine': minor", '`startEngine(options)` starts it.')).toEqual([]);
    expect(faults("'ftn': minor", '`startEngine(options)` starts it.')).toEqual([
      'a.md speaks of startEngine and does not name @ftn/engine',
    ]);
    expect(faults("'@ftn/motor': minor", 'Words.')).toEqual(['a.md names @ftn/motor']);
    expect(faults('', 'Words.')).toEqual(['a.md names no package']);
  });
});
