/** The bytes of each file of a tarball, by its path below the package. */
export declare function filesOf(tarball: string): Map<string, number>;

/** The text of one file of a tarball. */
export declare function textOf(tarball: string, path: string): string;

/** What is wrong with a tarball that is about to be published, a line each. */
export declare function tarballFaults(
  files: ReadonlyMap<string, number>,
  manifest: Readonly<Record<string, unknown>>,
): string[];
