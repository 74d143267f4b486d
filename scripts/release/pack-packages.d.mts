/** Packs every package that is published, each built first, into a folder; paths of tarballs by the names of packages. */
export declare function packPackages(into: string, folders?: readonly string[]): Record<string, string>;
