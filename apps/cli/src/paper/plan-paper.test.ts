import { describe, expect, it } from 'vitest';
import { type PaperRequest, planPaper } from './plan-paper.js';

const request: PaperRequest = {
  ...{ mini: true, data: [], weights: [], seeds: [0, 1, 2], tune: false, set: [], out: 'runs/paper' },
  ...{ resume: false, allowChange: false, json: false, command: 'ftn reproduce all' },
  signal: new AbortController().signal,
};

const planned = (more: Partial<PaperRequest>) =>
  new Map(planPaper({ ...request, ...more }).map((one) => [one.name, one]));

describe('planPaper', () => {
  it('in miniature makes everything, each in a folder of its own, runs of one recipe in one place', () => {
    const all = planned({});
    expect([...all.values()].filter((one) => one.request === null)).toEqual([]);
    expect(all.get('figure-s2')!.request).toMatchObject({
      ...{ out: 'runs/paper/figure-s2', runs: 'runs/paper/runs', resume: true, seeds: [0, 1, 2] },
      command: 'ftn reproduce figure-s2 --mini --seeds 0,1,2 --out runs/paper/figure-s2',
    });
    // A generator is adapted by one seed.
    expect(all.get('table-s2')!.request!.seeds).toEqual([0]);
  });

  it('gives each experiment its own data and weights, and says what is missing for the others', () => {
    const all = planned({
      mini: false,
      data: ['domainnet:D', 'imagenet-to-sketch:I'],
      weights: ['resnet50=r50.pth'],
    });
    expect(all.get('figure-s3')!.request).toMatchObject({ data: ['I/wikiart'], weights: 'r50.pth' });
    expect(all.get('imagenet-to-sketch')!.request!.data).toEqual(['imagenet-to-sketch:I']);
    const missing = [...all.values()].flatMap(({ name, missing: what }) => (what ? [[name, what]] : []));
    expect(missing).toEqual([
      ['table-s1', '--weights resnet34=FILE'],
      ['domainnet', '--weights resnet34=FILE'],
      ['nyud', '--data nyud:PATH and --weights resnet18=FILE'],
      ['figure-s4', '--weights resnet34=FILE'],
      ['table-s2', '--data transient-attributes:PATH and --generator FILE'],
      ['figure-s5', '--data transient-attributes:PATH and --generator FILE'],
    ]);
  });

  it('leaves out of an experiment what says nothing of it', () => {
    const all = planned({ methods: ['taps'], ranks: [2], tune: true, set: ['epochs=1', 'nyud.epochs=2'] });
    expect(all.get('domainnet')!.request).toMatchObject({ methods: ['taps'], tune: true, set: ['epochs=1'] });
    expect(all.get('nyud')!.request!.set).toEqual(['epochs=1', 'epochs=2']);
    expect(all.get('figure-s1')!.request).toMatchObject({ methods: undefined, ranks: [2], tune: false });
    expect(all.get('figure-s5')!.request).toMatchObject({ ranks: undefined, tune: false });
  });

  it('refuses data and weights that no experiment takes', () => {
    expect(() => planned({ data: ['./photos'] })).toThrow(
      "no experiment of the paper takes '--data ./photos'",
    );
    expect(() => planned({ weights: ['r50.pth'] })).toThrow("invalid --weights 'r50.pth'");
    expect(() => planned({ weights: ['resnet10=r.pth'] })).toThrow('NETWORK=FILE');
  });
});
