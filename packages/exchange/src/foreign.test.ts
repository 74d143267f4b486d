import { type Backbone, headTensors, linearHead } from '@ftn/backbones';
import type { NamedTensors } from '@ftn/checkpoints';
import { MismatchError } from '@ftn/errors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeLycoris, decodePeft, domainOfFit, type ForeignAdapter, fitAdapter } from './index.js';
import {
  fixture,
  fixtureBytes,
  images,
  relativeDifference,
  smallBackbone,
  weightOf,
} from './testing/small-network.js';

let backbone: Backbone;
beforeAll(() => {
  backbone = smallBackbone();
});
afterAll(() => backbone.dispose());

const peft = () =>
  decodePeft(
    {
      'adapter_config.json': new TextDecoder().decode(fixtureBytes('peft-adapter_config.json')),
      'adapter_model.safetensors': fixtureBytes('peft-adapter_model.safetensors'),
    },
    backbone.architecture,
    'peft',
  );
const lycoris = (name: string) =>
  decodeLycoris(fixtureBytes(`lycoris-${name}.safetensors`), backbone.architecture, `${name}.safetensors`);

/** The head of the script's network, which LyCORIS's files do not hold. */
function otherHead(): NamedTensors {
  const specs = headTensors(linearHead(backbone.architecture.features, fixture.classes));
  return new Map(
    specs.map(({ name, shape }) => [name, { dtype: 'float32', shape, data: weightOf(name, shape) } as const]),
  );
}

async function logitsOf(adapter: ForeignAdapter, rank: number) {
  const fitted = await fitAdapter(adapter, { rank });
  const classes = ['finch', 'owl', 'tern'];
  using domain = domainOfFit(adapter, fitted, { name: 'birds', backbone, classes, otherHead: otherHead() });
  const x = images();
  const logits = tf.tidy(() => domain.forward(x, 'eval').output.dataSync());
  x.dispose();
  return { logits, error: fitted.relativeError, layers: fitted.layers };
}

describe.each([
  ['PEFT', 'peft', peft],
  ['LyCORIS', 'locon', () => lycoris('locon')],
  ['LyCORIS in three steps', 'tucker', () => lycoris('tucker')],
] as const)('an adapter that %s wrote', (_, kind, read) => {
  it('gives its logits, where the rank holds all of its ΔW', async () => {
    // A kernel of 3×3 and rank r has at most 9r terms.
    const { logits, error, layers } = await logitsOf(read(), 27);
    expect(layers).toHaveLength(12);
    expect(error).toBeLessThan(1e-6);
    expect(relativeDifference(logits, fixture.logits[kind])).toBeLessThan(1e-5);
    expect(relativeDifference(logits, fixture.logits.base)).toBeGreaterThan(0.01);
  });

  it('loses what a lower rank cannot hold, and says how much', async () => {
    const { logits, error, layers } = await logitsOf(read(), 2);
    expect(Math.max(...layers.map(({ rank }) => rank))).toBe(2);
    expect(error).toBeGreaterThan(0.01);
    expect(error).toBeLessThan(0.9);
    expect(relativeDifference(logits, fixture.logits[kind])).toBeGreaterThan(1e-5);
    const base = relativeDifference(fixture.logits.base, fixture.logits[kind]);
    expect(relativeDifference(logits, fixture.logits[kind])).toBeLessThan(base);
  });
});

it('batch norms and heads are the adapter’s where it holds them, else the network’s; without any head it is refused', async () => {
  expect([...peft().modules.keys()].filter((name) => /^(fc|bn1)\./.test(name))).toHaveLength(6);
  const adapter = lycoris('locon');
  expect(adapter.modules.size).toBe(0);
  const fitted = await fitAdapter(adapter, { rank: 1 });
  const attempt = () => domainOfFit(adapter, fitted, { name: 'birds', backbone, classes: ['finch', 'owl'] });
  expect(attempt).toThrow(MismatchError);
  expect(attempt).toThrow(/locon\.safetensors: the adapter holds no 'fc\.weight'.*modules_to_save/);
});
