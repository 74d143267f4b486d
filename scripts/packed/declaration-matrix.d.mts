/** What a TypeScript has against declarations: lines about ours, numbers of errors in those of others by package. */
export interface DeclarationFaults {
  readonly ours: readonly string[];
  readonly others: Readonly<Record<string, number>>;
}

/** One TypeScript and one way to find modules, without and with the types of Node. */
export interface DeclarationRow {
  readonly typescript: string;
  readonly moduleResolution: string;
  readonly without: DeclarationFaults;
  readonly withNode: DeclarationFaults;
}

/** The lines of TypeScript that our declarations are written for. */
export declare const typescriptLines: readonly string[];

/** Installs the packages, as they would be published, in an empty folder, and has each TypeScript read their declarations. */
export declare function declarationMatrix(options: {
  lines?: readonly string[];
  onRow?: (row: DeclarationRow) => void;
  packed?: Readonly<Record<string, string>>;
}): Promise<DeclarationRow[]>;
