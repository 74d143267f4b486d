import { describe, expect, it } from 'vitest';
import { nameFault, pathFault } from './listed-path.js';

describe('pathFault', () => {
  it.each(['a.jpg', 'images/001.Bird/x y.jpg', 'a/..b/c', '%2e%2e/x.jpg', 'ünïcode/空.png', '~/x'])(
    'accepts %j',
    (path) => {
      expect(pathFault(path)).toBeNull();
    },
  );

  it.each([
    '',
    '/etc/passwd',
    '../x',
    'a/../../x',
    'a/..',
    './x',
    'a//b',
    'a/',
    'C:/x',
    'c:x',
    '\\\\server\\share',
    'a\\..\\..\\x',
    'a\0.jpg',
    '/proc/self/environ',
  ])('refuses %j', (path) => {
    expect(pathFault(path)).not.toBeNull();
    expect(nameFault(path)).not.toBeNull();
  });

  it('accepts only plain file names as names', () => {
    expect(nameFault('00001.jpg')).toBeNull();
    expect(nameFault('a/00001.jpg')).toBe('is a path, not a name');
  });
});
