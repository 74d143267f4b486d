import { describe, expect, it } from 'vitest';
import { folderName } from './folder-name.js';

describe('the folder of a domain', () => {
  it.each(['sketch', 'mini domains', 'Möwe 鸟'])('%j has its own name', (name) => {
    expect(folderName(name)).toBe(name);
  });

  it.each(['a\u001b[2J', '../x', 'a/b', 'con', '.hidden', 'x'.repeat(300)])(
    '%j has a harmless one',
    (name) => {
      expect(folderName(name)).toMatch(/^[^\p{C}/\\.][^\p{C}/\\]{0,110}-[0-9a-f]{8}$/u);
    },
  );

  it('is never shared', () => {
    const names = ['a:b', 'a?b', 'a_b', 'a*b', ' a_b'];
    expect(new Set(names.map(folderName)).size).toBe(names.length);
  });
});
