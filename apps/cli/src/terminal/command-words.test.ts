import { describe, expect, it } from 'vitest';
import { verbs } from '../verbs.js';
import { inCommandWords } from './command-words.js';
import { Terminal } from './terminal.js';

describe('inCommandWords', () => {
  it.each([
    ['Leave `testFraction` out.', 'Leave --test-fraction out.'],
    ['Add `learningRate: 0.1`, or `set: keep=best`.', 'Add --lr 0.1, or --set keep=best.'],
    ['Add `set: domains=[a, b]`.', "Add --set 'domains=[a, b]'."],
    ['`checkData` lists all', "'ftn data check' lists all"],
    ['a file called `constructor` or `nothing: 1`', 'a file called `constructor` or `nothing: 1`'],
  ])('%s → %s', (text, shown) => {
    expect(inCommandWords(text)).toBe(shown);
  });

  it('names no option and no verb that the command does not have', async () => {
    const options = new Set<string>();
    const named: string[] = [];
    for (const { name, load } of verbs) {
      const walk = (command: Awaited<ReturnType<Awaited<ReturnType<typeof load>>>>, path: string) => {
        named.push(path);
        for (const { long } of command.options) if (long) options.add(long);
        for (const child of command.commands) walk(child, `${path} ${child.name()}`);
      };
      walk((await load())(new Terminal()), `ftn ${name}`);
    }
    // The options every verb that computes gets besides.
    options.add('--use');
    const all =
      'adapters filters learningRate memoryLimit options tasks allowChange backbone batchSize data decode discriminator force fromScratch generator half joint key limit method methods out prefix pytorch rank ranks recipe resume seed seeds set size split testFraction testLimit tune validate weights registerMethod';
    for (const name of all.split(' ')) expect(options).toContain(inCommandWords(`\`${name}\``).split(' ')[0]);
    const functions =
      'checkData compare convert dataWords exportOnnx exportPytorch halveAdapter merge prepareLayout train trainBackbone';
    for (const name of functions.split(' ')) {
      const words = inCommandWords(`\`${name}\``).slice(1, -1).split(' ');
      const flag = words.find((part) => part.startsWith('--'));
      const verb = words.filter((part) => /^[a-z]/.test(part)).join(' ');
      expect(named.some((path) => path === verb || (path === 'ftn list' && verb === 'ftn list data'))).toBe(
        true,
      );
      if (flag) expect(options).toContain(flag);
    }
  });
});
