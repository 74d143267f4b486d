import { describe, expect, it } from 'vitest';
import { examplePolicy } from '../__fixtures__/example-studies.js';
import { elementsOf } from '../__fixtures__/parse.js';
import { renderPolicy } from '../chart/standalone.js';

const policy = examplePolicy(['clipart', 'sketch']);
const cellsOf = (svg: string) =>
  elementsOf(svg).filter((e) => e.name === 'g' && e.text.includes('probability'));

describe('renderPolicy', () => {
  it.each([960, 360])('shows the decision for every domain and block at a width of %d', (width) => {
    const cells = cellsOf(renderPolicy(policy, { width }));
    expect(cells).toHaveLength(2 * 16);
    for (const [d, domain] of policy.domains.entries()) {
      for (const [b, block] of policy.blocks.entries()) {
        const runs = policy.selected[d]![b]!;
        const percent = Math.round(100 * policy.probabilities[d]![b]!);
        const text = `${percent}${domain} ${runs ? 'runs' : 'skips'} ${block}: probability ${percent} %`;
        expect(cells.find((cell) => cell.text === text)?.classes).toEqual([runs ? 'runs' : 'skips']);
      }
    }
  });

  it('draws blocks across where there is room, and down where there is not', () => {
    const firstNames = (width: number) =>
      elementsOf(renderPolicy(policy, { width }))
        .filter((e) => e.classes.includes('matrix-name') && e.attributes['text-anchor'] === 'end')
        .map((e) => e.text);
    expect(firstNames(960)).toEqual(policy.domains);
    expect(firstNames(360)).toEqual(policy.blocks);
  });

  it('lists the skipped blocks in words', () => {
    const all = { ...policy, selected: policy.selected.map((line) => line.map(() => true)) };
    const description = (p: typeof policy) =>
      elementsOf(renderPolicy(p)).find((e) => e.name === 'desc')!.text;
    expect(description(all)).toContain('clipart skips none; sketch skips none.');
    expect(description(policy)).toMatch(/clipart skips layer1\.0, /);
  });
});
