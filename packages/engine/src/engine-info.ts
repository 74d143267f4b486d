/** The engines there are: TensorFlow's own library, WebAssembly, plain JavaScript, and, as an experiment, WebGPU. */
export type EngineName = 'native' | 'wasm' | 'cpu' | 'webgpu';

/** What must be equal for a run to repeat bit for bit. */
export interface EngineFingerprint {
  /** The name tfjs-core knows the backend by. */
  readonly backend: 'tensorflow' | 'wasm' | 'cpu' | 'webgpu';
  readonly tfjs: string;
  /** TensorFlow's version; null for the engines that do not use it. */
  readonly tensorflow: string | null;
  /** The instruction set of the engine's own kernels, and whether they came prebuilt (`avx512 prebuilt`); null without them. */
  readonly kernels: string | null;
  readonly cpu: string;
  /** What the engine webgpu runs on, in the words of its driver; absent for the others. */
  readonly adapter?: string;
  /** The processor's instruction sets that change which numeric kernels run, sorted. */
  readonly isa: readonly string[];
  readonly threads: number;
}

/** Which engine runs, why, and how to get a better one. */
export interface EngineInfo {
  readonly name: EngineName;
  readonly device: 'cpu' | 'gpu';
  readonly tensorflow?: string;
  readonly tfjs: string;
  /** Threads one operation may use. */
  readonly threads: number;
  /** One line: why this engine and no other. */
  readonly why: string;
  /** One line: what to do to get a better one; absent where there is none. */
  readonly advice?: string;
  readonly fingerprint: EngineFingerprint;
}
