import { pathToFileURL } from 'node:url';

/** What is used of a GPU's buffers; `webgpu` brings no types that could be read without it. */
export interface GpuBuffer {
  readonly size: number;
  readonly mapState: 'unmapped' | 'pending' | 'mapped';
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

export interface GpuDevice {
  createBuffer(description: { size: number; usage: number }): GpuBuffer;
}

export interface GpuAdapter {
  readonly limits: Readonly<Record<string, number>>;
  readonly info: {
    readonly vendor: string;
    readonly description: string;
    readonly device: string;
    readonly isFallbackAdapter?: boolean;
  };
  requestDevice(description: { requiredLimits: Record<string, number> }): Promise<GpuDevice>;
}

interface Gpu {
  requestAdapter(options: { powerPreference: string }): Promise<GpuAdapter | null>;
}

interface DawnModule {
  create(options: readonly string[]): Gpu;
  readonly globals: Record<string, unknown>;
}

/** Dawn's own callbacks: C++ functions without a name, where a bound function has one. */
const ofDawn = (work: unknown): boolean =>
  typeof work === 'function' && work.name === '' && /\{ \[native code\] \}$/.test(String(work));

const waiting = new Map<() => void, NodeJS.Immediate>();

/**
 * Lets Dawn do what it waits to do, now. It looks at the GPU from callbacks that it gives to `setImmediate`; those are kept, so
 * that values can be waited for without leaving the function that asks for them.
 *
 * @returns false where it waits for nothing
 */
export function runDawn(): boolean {
  const [next] = waiting;
  if (next === undefined) return false;
  const [work, immediate] = next;
  // It is done before its turn comes; in a program that reads in a loop its turn may be far away.
  clearImmediate(immediate);
  work();
  return true;
}

function keepDawnsCallbacks(): void {
  globalThis.setImmediate = new Proxy(globalThis.setImmediate, {
    apply(target, self, [work, ...rest]: [() => void, ...unknown[]]) {
      if (!ofDawn(work)) return Reflect.apply(target, self, [work, ...rest]);
      const once = () => {
        if (waiting.delete(once)) work();
      };
      const immediate: NodeJS.Immediate = Reflect.apply(target, self, [once]);
      waiting.set(once, immediate);
      return immediate;
    },
  });
}

let gpu: Gpu | undefined;

/**
 * The GPU as Dawn shows it to Node: the npm package `webgpu`, which is installed beside this one or named by FTN_WEBGPU.
 */
export async function loadDawn(): Promise<Gpu> {
  if (gpu) return gpu;
  const named = process.env.FTN_WEBGPU;
  // By a name that bundlers do not follow: it is there or not where the engine starts.
  const address: string = named ? pathToFileURL(named).href : 'webgpu';
  const { create, globals } = (await import(address)) as DawnModule;
  keepDawnsCallbacks();
  Object.assign(globalThis, globals);
  gpu = create([]);
  return gpu;
}
