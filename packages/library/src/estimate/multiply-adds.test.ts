import { readFile } from 'node:fs/promises';
import type { Backbone } from '@ftn/backbones';
import { classificationTask } from '@ftn/tasks';
import { createMembers } from '@ftn/training';
import { afterAll, describe, expect, it } from 'vitest';
import { randomBackbone } from '../networks/open-backbone.js';
import { chooseSystem } from '../recipes/choose-system.js';
import { countMultiplyAdds } from './multiply-adds.js';

interface Fixture {
  readonly classes: number;
  readonly cases: readonly {
    readonly backbone: string;
    readonly size: [number, number];
    readonly trained: 'head' | 'batch norms' | 'everything';
    readonly forward: number;
    readonly step: number;
  }[];
}

const file = new URL('__fixtures__/multiply-adds.json', import.meta.url);
const { classes, cases } = JSON.parse(await readFile(file, 'utf8')) as Fixture;

/** What a method trains, as the reference calls it. */
const methods = { head: 'feature-extractor', 'batch norms': 'fc-and-bn-only', everything: 'fine-tuning' };

const backbones = new Map<string, Backbone>();
afterAll(() => {
  for (const backbone of backbones.values()) backbone.dispose();
});

function counted(method: string, of: { backbone: string; size: [number, number] }, rank?: number) {
  const { system } = chooseSystem({ method, rank, recipe: 'default' });
  const names = Array.from({ length: classes }, (_, i) => `class ${i}`);
  const backbone = backbones.get(of.backbone) ?? randomBackbone({ name: of.backbone }, 0);
  backbones.set(of.backbone, backbone);
  const tasks = [classificationTask(names)];
  const [member] = createMembers({ backbone, system, data: { name: 'none' }, tasks, seed: 0 });
  try {
    return countMultiplyAdds(member!.domain, of.size);
  } finally {
    member!.domain.dispose();
  }
}

describe('countMultiplyAdds', () => {
  it.each(cases)('counts $backbone at $size as PyTorch does, $trained trained', (one) => {
    const { forward, step } = one;
    expect(counted(methods[one.trained], one)).toEqual({ forward, step });
  });

  it('counts a step of low rank between one of batch norms and one of everything, and more at a higher rank', () => {
    const of = cases[0]!;
    const steps = [
      counted('fc-and-bn-only', of).step,
      counted('ftn', of, 1).step,
      counted('ftn', of, 8).step,
      counted('fine-tuning', of).step,
    ];
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(new Set(steps).size).toBe(4);
  });
});
