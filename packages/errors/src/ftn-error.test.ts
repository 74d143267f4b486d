import { describe, expect, it } from 'vitest';
import { FormatError, FtnError, suggest, UsageError } from './index.js';

describe('FtnError', () => {
  it('tells what, where, expected, got and what to do', () => {
    const error = new FormatError('the header is cut off', {
      file: 'a.safetensors',
      offset: 8,
      expected: '120 bytes',
      got: '40',
      hint: 'Copy the file again.',
    });
    expect(error.message).toBe(
      'a.safetensors, byte 8: the header is cut off: expected 120 bytes, got 40. Copy the file again.',
    );
    expect(error).toMatchObject({ code: 'FORMAT', exitCode: 3, name: 'FormatError' });
  });

  it('is recognised across copies of the package, and no other error is', () => {
    expect(FtnError.isInstance(new UsageError('x'))).toBe(true);
    expect(FtnError.isInstance(new Error('x'))).toBe(false);
    expect(FtnError.isInstance(null)).toBe(false);
  });
});

describe('suggest', () => {
  it.each([
    ['trian', "Did you mean 'train'?"],
    ['zzzzzz', 'Known: train, evaluate.'],
  ])('answers %s with %s', (word, sentence) => {
    expect(suggest(word, ['train', 'evaluate'])).toBe(sentence);
  });
});
