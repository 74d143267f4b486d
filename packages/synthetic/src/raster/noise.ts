import type { RandomStream } from '@ftn/random';

/**
 * A smooth random field of −1 … 1 over a square: value noise whose lumps are `cell` pixels wide, with finer
 * octaves of half the size and weight.
 */
export function noiseField(random: RandomStream, size: number, cell: number, octaves = 1): Float32Array {
  const field = new Float32Array(size * size);
  let weight = 1;
  let total = 0;
  for (let octave = 0; octave < octaves; octave++) {
    addOctave(field, random, size, Math.max(cell / 2 ** octave, 1), weight);
    total += weight;
    weight /= 2;
  }
  for (let i = 0; i < field.length; i++) field[i]! /= total;
  return field;
}

function addOctave(
  field: Float32Array,
  random: RandomStream,
  size: number,
  cell: number,
  weight: number,
): void {
  const side = Math.ceil(size / cell) + 2;
  const knots = new Float64Array(side * side);
  for (let i = 0; i < knots.length; i++) knots[i] = random.uint32() / 2147483648 - 1;
  const place = new Int32Array(size);
  const fraction = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const at = i / cell;
    const t = at - Math.floor(at);
    place[i] = Math.floor(at);
    fraction[i] = t * t * (3 - 2 * t);
  }
  for (let y = 0; y < size; y++) {
    const row = place[y]! * side;
    const v = fraction[y]!;
    for (let x = 0; x < size; x++) {
      const k = row + place[x]!;
      const u = fraction[x]!;
      const upper = knots[k]! + (knots[k + 1]! - knots[k]!) * u;
      const lower = knots[k + side]! + (knots[k + side + 1]! - knots[k + side]!) * u;
      field[y * size + x]! += (upper + (lower - upper) * v) * weight;
    }
  }
}

/** Uncorrelated noise of −1 … 1 for each pixel. */
export function grain(random: RandomStream, size: number): Float32Array {
  const field = new Float32Array(size * size);
  for (let i = 0; i < field.length; i++) field[i] = random.uint32() / 2147483648 - 1;
  return field;
}
