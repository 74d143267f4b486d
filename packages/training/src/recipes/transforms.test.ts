import { describe, expect, it } from 'vitest';
import { transformsOf, transformsSchema } from './transforms.js';

const input = { size: 24, mean: [0, 0, 0], std: [1, 1, 1] } as const;
const normalize = { kind: 'normalize', mean: [0, 0, 0], std: [1, 1, 1] };

/** The steps of a list, once a recipe with it was read. */
function stepsOf(train: unknown, size: number | readonly [number, number] = 24) {
  return transformsOf(transformsSchema.parse({ train, evaluate: 'small-evaluation' }).train, {
    ...input,
    size,
  });
}

/** What is wrong with a list: where, and what. */
function problemsOf(list: unknown, part: 'train' | 'evaluate' = 'train') {
  const whole = { train: 'small-training', evaluate: 'small-evaluation', [part]: list };
  const { issues } = transformsSchema.safeParse(whole).error!;
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('the transforms of a recipe', () => {
  it('are a preset by its name, as ever', () => {
    expect(stepsOf('small-training').map(({ kind }) => kind)).toEqual([
      'resize',
      'random-crop',
      'flip',
      'normalize',
    ]);
    expect(() => stepsOf('small-trainin')).toThrow("Did you mean 'small-training'?");
  });

  it('are a list of steps by torchvision’s names, with sizes and without', () => {
    const list = [
      { resize: 30 },
      { randomCrop: { padding: 2 } },
      'randomHorizontalFlip',
      { colorJitter: { brightness: 0.4, hue: [-0.1, 0.2] } },
      'randAugment',
      { randAugment: { numOps: 1, magnitude: 5 } },
    ];
    expect(stepsOf(list)).toEqual([
      { kind: 'resize-shorter', size: 30 },
      { kind: 'random-crop', size: 24, padding: 2 },
      { kind: 'flip', p: 0.5 },
      { kind: 'color-jitter', brightness: 0.4, hue: [-0.1, 0.2] },
      { kind: 'rand-augment' },
      { kind: 'rand-augment', numOps: 1, magnitude: 5 },
      normalize,
    ]);
    expect(stepsOf(['resize', { randomHorizontalFlip: 0 }], [24, 32])).toEqual([
      { kind: 'resize', size: [24, 32] },
      { kind: 'flip', p: 0 },
      normalize,
    ]);
    expect(stepsOf([{ randomResizedCrop: { scale: [0.5, 1] } }, 'grayscale'])).toEqual([
      { kind: 'random-resized-crop', size: 24, scale: [0.5, 1] },
      { kind: 'grayscale' },
      normalize,
    ]);
    expect(stepsOf([{ resize: [40, 40] }, { pad: 2 }, { centerCrop: 24 }]).slice(0, 3)).toEqual([
      { kind: 'resize', size: [40, 40] },
      { kind: 'pad', padding: 2, fill: 0 },
      { kind: 'center-crop', size: 24 },
    ]);
  });

  it('stay as they are written, so that a run’s recipe can be given as one again', () => {
    const train = [{ randomCrop: 24 }, 'randAugment'];
    expect(transformsSchema.parse({ train, evaluate: ['resize'] })).toEqual({ train, evaluate: ['resize'] });
  });

  it('are refused with the place of the fault', () => {
    expect(problemsOf(['randomCorp'])[0]).toMatch(/^train\.0: Expected one of resize, centerCrop, pad/);
    expect(problemsOf([{ randomCrop: 24, resize: 30 }])).toEqual([
      'train.0: Expected one step with its name',
    ]);
    expect(problemsOf(['resize', { colorJitter: { brightness: 'much' } }])[0]).toContain(
      'train.1.colorJitter.brightness:',
    );
    expect(problemsOf([{ colorJitter: { light: 1 } }])[0]).toContain('train.0.colorJitter:');
    expect(problemsOf(['colorJitter'])[0]).toContain('train.0:');
    expect(problemsOf([{ randAugment: { magnitude: 31 } }])[0]).toContain('train.0.randAugment.magnitude:');
    expect(problemsOf(['randomCrop'], 'evaluate')[0]).toContain(
      'evaluate.0: Expected one of resize, centerCrop, pad, grayscale',
    );
    expect(() => stepsOf([{ colorJitter: { hue: 0.9 } }])).toThrow(
      "('color-jitter') needs a hue of 0 to 0.5",
    );
  });

  it('must end at the size of the input', () => {
    expect(() => stepsOf([{ randomCrop: 20 }])).toThrow(
      'the transforms end at 20 × 20 pixels: expected 24 × 24, the size of the input',
    );
  });
});
