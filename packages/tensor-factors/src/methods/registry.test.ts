import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import {
  createMethod,
  defineMethod,
  isRanked,
  isRegistered,
  methodDefinition,
  methodNames,
  numberOption,
  phasesOf,
  registerMethod,
  wholeOption,
} from '../index.js';

describe('the table of methods', () => {
  it.each(methodNames())('%s has its own name and exactly the options it documents', (name) => {
    const method = createMethod(name);
    expect(method.name).toBe(name);
    expect(Object.keys(method.options)).toEqual(Object.keys(methodDefinition(name).options));
  });

  it.each(methodNames())('%s is the same method again when created from its resolved options', (name) => {
    const { options } = createMethod(name);
    expect(createMethod(name, options).options).toEqual(options);
  });

  it.each(methodNames())('%s leaves shared weights alone unless it declares who trains them', (name) => {
    const { together } = methodDefinition(name);
    expect(createMethod(name).traits.freezesShared).toBe(together === undefined);
    expect(phasesOf(name).length > 0).toBe(together !== undefined);
  });

  it('tells by their options which methods have a rank', () => {
    expect(methodNames().filter(isRanked)).toEqual(['ftn']);
  });

  it('suggests the nearest method for an unknown name', () => {
    expect(() => createMethod('fine-tunning')).toThrow(UsageError);
    expect(() => createMethod('fine-tunning')).toThrow(
      "unknown method 'fine-tunning'. Did you mean 'fine-tuning'?",
    );
    expect(() => createMethod('constructor')).toThrow("unknown method 'constructor'");
  });

  it('refuses an unknown option', () => {
    expect(() => createMethod('ftn', { rnak: 2 })).toThrow(
      "method 'ftn' has no option 'rnak'. Did you mean 'rank'?",
    );
    expect(() => createMethod('fine-tuning', { rank: 2 })).toThrow("'fine-tuning' takes no options.");
  });
});

describe('registerMethod', () => {
  const scaled = defineMethod({
    name: 'scaled-kernels',
    title: 'Scaled kernels',
    summary: 'a factor for every kernel',
    options: { rank: wholeOption('ranks', 2, { from: 1 }), start: numberOption('the factor at first', 1) },
    create: ({ start }) => ({
      convolution: () => null,
      ownsBatchNorm: () => start === 1,
      usesShared: true,
      traits: { startsAtBase: true },
    }),
  });

  it('makes a method available by name, and accepts it again', () => {
    expect(() => createMethod('scaled-kernels')).toThrow('Register your own first');
    expect(registerMethod(scaled)).toBe('scaled-kernels');
    expect(registerMethod(scaled)).toBe('scaled-kernels');
    expect(methodNames().at(-1)).toBe('scaled-kernels');
    expect(isRegistered('scaled-kernels')).toBe(true);
    expect(isRegistered('ftn')).toBe(false);
    expect(isRanked('scaled-kernels')).toBe(true);
    const method = createMethod('scaled-kernels', { start: 2 });
    expect(method.options).toEqual({ rank: 2, start: 2 });
    expect(method.traits).toEqual({ startsAtBase: true, freezesShared: true });
  });

  it('is not needed where a definition is passed instead of a name', () => {
    expect(createMethod(scaled, { start: 3 }).name).toBe('scaled-kernels');
    expect(() => createMethod(scaled, { start: Number.NaN })).toThrow(
      "invalid option 'start' of Scaled kernels: expected a number, got NaN",
    );
  });

  it.each([
    ['a name of the table', { name: 'ftn' }, "the method 'ftn' is already registered"],
    ['a name taken by another definition', { name: 'scaled-kernels' }, 'already'],
    ['a name that is no word', { name: 'My Method' }, "got 'My Method'"],
    [
      'a default that its own option refuses',
      { name: 'other', options: { start: numberOption('', -1, { from: 0 }) } },
      "invalid option 'start'",
    ],
  ])('refuses %s', (_what, change, message) => {
    registerMethod(scaled);
    const definition = { ...scaled, ...change } as never;
    expect(() => registerMethod(definition)).toThrow(UsageError);
    expect(() => registerMethod(definition)).toThrow(message);
  });
});
