import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { beyondGlibc, readNeeds } from '../../build/needed-versions.js';

const needs = (...versions: string[]) => ({ libraries: [], versions });

describe('what a library needs', () => {
  // Node's own binary: what it asks for is known of every build for Linux.
  it.runIf(process.platform === 'linux')('is read out of its file', () => {
    const { libraries, versions } = readNeeds(readFileSync(process.execPath));
    expect(libraries).toContain('libc.so.6');
    expect(versions.filter((version) => /^GLIBC_2\.\d+/.test(version)).length).toBeGreaterThan(3);
    expect(beyondGlibc({ libraries, versions }, '2.1')).toEqual(
      expect.arrayContaining(['GLIBC_2.2.5', 'GLIBC_2.14']),
    );
  });

  it('is compared by number; a runtime of a compiler is never there, and other libraries are no matter', () => {
    const asked = needs('GLIBC_2.2.5', 'GLIBC_2.27', 'GLIBC_2.28', 'GLIBC_3.0', 'GLIBCXX_3.4', 'CXXABI_1.3');
    expect(beyondGlibc(asked, '2.27')).toEqual(['GLIBC_2.28', 'GLIBC_3.0', 'GLIBCXX_3.4', 'CXXABI_1.3']);
    expect(beyondGlibc(needs('GLIBC_PRIVATE', 'GCC_3.0'), '2.27')).toEqual(['GLIBC_PRIVATE', 'GCC_3.0']);
    expect(beyondGlibc(needs('GLIBC_2.2.5', 'tensorflow'), '2.27')).toEqual([]);
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('#!/bin/sh and so on')],
    ['the head alone', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1)],
  ])('of %s is not told', (_, bytes) => {
    expect(() => readNeeds(bytes)).toThrow();
  });
});
