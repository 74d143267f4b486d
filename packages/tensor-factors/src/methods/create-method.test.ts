import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { createMethod, methodNames, methods } from '../index.js';

describe('the table of methods', () => {
  it.each(methodNames)('%s: bears its own name and keeps exactly the options it documents', (name) => {
    const method = createMethod(name);
    expect(method.name).toBe(name);
    expect(Object.keys(method.options).sort()).toEqual(Object.keys(methods[name].options).sort());
  });

  it.each(methodNames)('%s: is the same method again from the options it resolved', (name) => {
    const { options } = createMethod(name);
    expect(createMethod(name, options).options).toEqual(options);
  });

  it('refuses an unknown name, with the nearest known one', () => {
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
