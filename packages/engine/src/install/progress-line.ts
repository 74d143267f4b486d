import type { InstallProgress } from './install-engine.js';

const words = {
  download: 'downloading TensorFlow',
  unpack: 'unpacking TensorFlow',
  compile: 'compiling the addon',
  check: 'checking the engine',
} as const;

/** One line for a progress bar or a log: the step, and for steps with bytes how many of how many MB (10⁶ bytes). */
export function installProgressLine({ step, done, total }: InstallProgress): string {
  if (total <= 1) return words[step];
  const mb = (bytes: number): string => (bytes / 1e6).toFixed(0);
  return `${words[step]}  ${mb(done)} of ${mb(total)} MB  ${Math.floor((100 * done) / total)} %`;
}
