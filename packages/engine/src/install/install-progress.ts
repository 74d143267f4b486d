/** How far an installation is; `total` is 0 for a step that cannot say how much there is. */
export interface InstallProgress {
  readonly step: 'prepare' | 'compiler' | 'download' | 'unpack' | 'cuda' | 'compile' | 'check' | 'kernels';
  /** Bytes done. */
  readonly done: number;
  /** Bytes there are. */
  readonly total: number;
}

const words = {
  prepare: 'looking for pip, prebuilt addons or a compiler',
  compiler: 'downloading a C++ compiler',
  download: 'downloading TensorFlow',
  unpack: 'unpacking TensorFlow',
  cuda: 'downloading CUDA',
  compile: 'compiling the addon',
  check: 'checking the engine',
  kernels: 'adding the kernels',
} as const;

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

/** One line for a progress bar or a log: the step, and for steps with bytes how many of how many MB (10⁶ bytes). */
export function installProgressLine({ step, done, total }: InstallProgress): string {
  if (total > 0) {
    return `${words[step]}  ${megabytes(done)} of ${megabytes(total)} MB  ${Math.floor((100 * done) / total)} %`;
  }
  return done > 0 ? `${words[step]}  ${megabytes(done)} MB` : words[step];
}
