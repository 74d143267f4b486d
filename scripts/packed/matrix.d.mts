/** One installation: what was installed how, and what was seen to work or why it did not. */
export interface MatrixRow {
  readonly what: string;
  readonly way: string;
  readonly version: string;
  readonly scripts: boolean;
  readonly works: string | null;
  readonly failed: string | null;
}

/** Installs the packages, as they would be published, in empty folders in every way there is, and runs them. */
export declare function installMatrix(options: {
  nodes: readonly string[];
  short?: boolean;
  only?: RegExp;
  onRow?: (row: MatrixRow) => void;
  packed?: Readonly<Record<string, string>>;
}): Promise<MatrixRow[]>;
