/**
 * `frames` latents from one to another along the great circle (spherical interpolation), so that their length, which
 * the generator knows, stays that of samples; both ends included.
 */
export function latentWalk(from: Float32Array, to: Float32Array, frames: number): Float32Array {
  const norm = (v: Float32Array) => Math.hypot(...v) || 1;
  const [a, b] = [norm(from), norm(to)];
  const dot = from.reduce((sum, value, i) => sum + (value / a) * (to[i]! / b), 0);
  const angle = Math.acos(Math.min(1, Math.max(-1, dot)));
  const walk = new Float32Array(frames * from.length);
  for (let frame = 0; frame < frames; frame++) {
    const t = frames === 1 ? 0 : frame / (frames - 1);
    // Nearly parallel latents have no great circle between them worth the name.
    const straight = Math.sin(angle) < 1e-6;
    const p = straight ? 1 - t : Math.sin((1 - t) * angle) / Math.sin(angle);
    const q = straight ? t : Math.sin(t * angle) / Math.sin(angle);
    for (let i = 0; i < from.length; i++) walk[frame * from.length + i] = p * from[i]! + q * to[i]!;
  }
  return walk;
}
