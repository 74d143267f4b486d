import { FormatError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { describeTensors, expected, fixture } from '../testing/fixtures.js';
import { decodeTensorFile } from './decode-tensor-file.js';

const text = (value: string) => new TextEncoder().encode(value);

describe('decodeTensorFile', () => {
  it.each([
    ['types.safetensors', 'safetensors', []],
    ['types.pth', 'pth-zip', []],
    ['checkpoint-legacy.pth', 'pth-legacy', ['state_dict']],
  ])('detects the format of %s from its content', (name, format, keys) => {
    const found = decodeTensorFile(fixture(name));
    expect(found).toMatchObject({ format, keys });
    expect(describeTensors(found.tensors)).toEqual(expected(name).tensors);
  });

  it('keeps the metadata of safetensors', () => {
    expect(decodeTensorFile(fixture('types.safetensors')).metadata).toEqual(new Map([['format', 'pt']]));
  });

  it.each<[Uint8Array, RegExp]>([
    [new Uint8Array(0), /got an empty file.*get it again/],
    [
      text('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n'),
      /Git LFS pointer.*git lfs pull/,
    ],
    [text('\n  <!DOCTYPE html><html>'), /got a web page.*browser/],
    [text('<HTML>'), /got a web page/],
    [text('{"weights": "elsewhere"}'), /got JSON/],
    [text('just words'), /got text/],
    [text('GIF89a\u0001'), /no format that is known/],
    [fixture('run-v1.ftn'), /got a checkpoint of a training run/],
    [Uint8Array.of(0x1f, 0x8b, 8), /got packed with gzip.*gunzip/],
    [Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d), /HDF5/],
    [Uint8Array.of(0x80, 4, 0x4e, 0x2e), /a pickle, but not one of torch\.save/],
    [new Uint8Array(1000), /a file of zeros/],
    [Uint8Array.from({ length: 512 }, (_, i) => 'ustar'.charCodeAt(i - 257) || 7), /a tar archive/],
  ])('names the format of what is not a weights file: case %#', (bytes, message) => {
    const read = () => decodeTensorFile(bytes, { file: 'model.pth' });
    expect(read).toThrow(FormatError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^model\.pth: not a file of weights/);
  });
});
