import type { NdArray } from '../nd-array.js';

/** What every value knows of itself. */
export interface MatCommon {
  /** Sizes of all dimensions, at least two. */
  readonly shape: readonly number[];
  /** Where it lies in the file; for a compressed variable, where that begins. */
  readonly offset: number;
}

/** Numbers in C order, of the class the variable has in MATLAB. */
export interface MatNumeric extends MatCommon, NdArray {
  readonly kind: 'numeric';
  /** True for MATLAB's logical arrays: zeros and ones as bytes. */
  readonly logical: boolean;
  /** The imaginary parts of a complex array. */
  readonly imaginary?: NdArray['data'];
}

/** Text: one string a row (MATLAB's character matrices have rows of one length). */
export interface MatChar extends MatCommon {
  readonly kind: 'char';
  readonly rows: readonly string[];
}

/** Values of any kind, in C order. */
export interface MatCell extends MatCommon {
  readonly kind: 'cell';
  readonly items: readonly MatValue[];
}

/** A struct or an array of them: for each field its values over the array's elements, in C order. */
export interface MatStruct extends MatCommon {
  readonly kind: 'struct';
  readonly fields: ReadonlyMap<string, readonly MatValue[]>;
}

/** Something this reader names but does not read: sparse matrices, objects, functions. */
export interface MatUnsupported extends MatCommon {
  readonly kind: 'unsupported';
  /** What it is, in words. */
  readonly what: string;
}

/** A MATLAB variable. */
export type MatValue = MatNumeric | MatChar | MatCell | MatStruct | MatUnsupported;

/** The kind of a MATLAB value. */
export type MatKind = MatValue['kind'];

/** The values of one kind. */
export type MatOf<K extends MatKind> = Extract<MatValue, { kind: K }>;

/** The variables of a file by name. */
export interface MatFile {
  /** The file's name, for messages. */
  readonly file: string | undefined;
  readonly variables: ReadonlyMap<string, MatValue>;
}
