/** What an installation of the native engine said, and what it computed. */
export interface PrebuiltSaid {
  readonly installed: boolean;
  readonly reason: string;
  readonly withoutKernels?: string;
  readonly steps: readonly string[];
  readonly lines: readonly string[];
  readonly addons: { readonly binding?: string; readonly kernels?: string };
  readonly gradient?: number;
  /** The instruction set of the kernels, and those of the processor. */
  readonly kernels?: string | null;
  readonly isa?: readonly string[];
}

/** A machine with Node and pip and no compiler, and packages for it. */
export interface PrebuiltTrial {
  /** The package of the addons. */
  readonly tarball: string;
  /** A folder for the trial. */
  readonly scratch: string;
  /** Installs the engine in a new folder by a package manager; the folder. */
  readonly add: (
    name: string,
    way: 'npm i' | 'pnpm add',
    options?: { readonly lacking?: boolean },
  ) => Promise<string>;
  /** Installs the native engine in the cache named. */
  readonly run: (
    folder: string,
    options?: { readonly cache?: string; readonly offline?: boolean },
  ) => Promise<PrebuiltSaid>;
  /** What pip was asked for so far. */
  readonly requested: () => string[];
  readonly close: () => void;
}

/** Packs the engine with the package of its addons, and installs it on a machine that has Node and pip and no compiler. */
export declare function prebuiltTrial(): Promise<PrebuiltTrial>;
