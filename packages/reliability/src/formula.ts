// Numbers from names, as scripts/references/formula.py makes them: no file of weights or pictures has to be kept.

/** FNV-1a of an ASCII name. */
function seedOf(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** The golden-ratio multiple of `i`, mixed with the seed by MurmurHash3's finaliser. */
function word(seed: number, i: number): number {
  let h = Math.imul(i, 0x9e3779b9) ^ seed;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** `size` numbers in [−1, 1), exact in float32, each through `of`. */
export function formulaValues(name: string, size: number, of = (v: number) => v): Float32Array<ArrayBuffer> {
  const seed = seedOf(name);
  return Float32Array.from({ length: size }, (_, i) => of((word(seed, i) >>> 8) / 2 ** 23 - 1));
}

/** Where a tensor is compared: `count` flat indices below `size`. */
export function sampleIndices(name: string, size: number, count: number): number[] {
  const seed = seedOf(`samples of ${name}`);
  return Array.from({ length: count }, (_, i) => Math.floor((word(seed, i) / 2 ** 32) * size));
}
