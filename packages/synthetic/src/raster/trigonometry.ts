// Math.sin and Math.cos may differ in the last bit between engines and their versions; these use only + and ×,
// which IEEE 754 fixes, so that a drawing is the same on every machine.

const TAU = 6.283185307179586;

/** The sine of an angle in turns (1 = a full circle), by its series on a quarter turn; error below 1e-8. */
export function sine(turns: number): number {
  let t = turns - Math.floor(turns + 0.5);
  if (t > 0.25) t = 0.5 - t;
  else if (t < -0.25) t = -0.5 - t;
  const x = t * TAU;
  const q = x * x;
  return x * (1 + q * (-1 / 6 + q * (1 / 120 + q * (-1 / 5040 + q * (1 / 362880 + q * (-1 / 39916800))))));
}

/** The cosine of an angle in turns. */
export function cosine(turns: number): number {
  return sine(turns + 0.25);
}
