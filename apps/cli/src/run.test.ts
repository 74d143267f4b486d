import { describe, expect, it } from 'vitest';
import { ftn, lastJson } from './testing/commands.js';

describe('an error with --json', () => {
  it('is an object on stdout and a sentence on stderr', async () => {
    const { code, out, err } = await ftn('evaluate', '--json');
    expect(code).toBe(2);
    expect(lastJson(out)).toEqual({
      error: { code: 'USAGE', exitCode: 2, message: '--adapter is missing. Add --adapter FOLDER.' },
    });
    expect(err).toBe('ftn: --adapter is missing. Add --adapter FOLDER.\n');
  });

  it('of the words too, and none without --json', async () => {
    const unknown = await ftn('evaluate', '--json', '--no-such');
    expect(lastJson(unknown.out)).toMatchObject({ error: { code: 'USAGE', exitCode: 2 } });
    expect((await ftn('evaluate')).out).toBe('');
  });
});
