import { FormatError } from '@ftn/errors';
import type { MatFile, MatKind, MatOf, MatStruct, MatValue } from './mat-value.js';

const kindWords: Readonly<Record<MatKind, string>> = {
  numeric: 'numbers',
  char: 'text',
  cell: 'a cell',
  struct: 'a struct',
  unsupported: 'something not read',
};

/** The variable `name` of a file as a value of one kind, or a FormatError that says what the file has instead. */
export function matVariable<K extends MatKind>(mat: MatFile, name: string, kind: K): MatOf<K> {
  const value = mat.variables.get(name);
  if (!value) {
    const names = [...mat.variables.keys()];
    throw new FormatError(`the MATLAB file has no variable '${name}'`, {
      ...where(mat),
      got: names.length > 0 ? names.slice(0, 8).join(', ') : 'no variables',
      hint: 'Check that this is the right file.',
    });
  }
  return matValue(mat, value, `'${name}'`, kind);
}

/** The values of a struct's field over the struct array, in C order. */
export function matField(mat: MatFile, struct: MatStruct, field: string): readonly MatValue[] {
  const values = struct.fields.get(field);
  if (values) return values;
  throw new FormatError(`the struct has no field '${field}'`, {
    ...where(mat),
    offset: struct.offset,
    got: [...struct.fields.keys()].slice(0, 12).join(', ') || 'no fields',
    hint: 'Check that this is the right file.',
  });
}

/** A value as one of a kind; `what` names it in the message. */
export function matValue<K extends MatKind>(mat: MatFile, value: MatValue, what: string, kind: K): MatOf<K> {
  if (value.kind === kind) return value as MatOf<K>;
  const got = value.kind === 'unsupported' ? value.what : kindWords[value.kind];
  throw new FormatError(`${what} has the wrong kind`, {
    ...where(mat),
    offset: value.offset,
    expected: kindWords[kind],
    got,
    hint:
      value.kind === 'unsupported'
        ? 'Save it as a full array: such values are not read.'
        : 'Check that this is the right file.',
  });
}

/** A value that must be one number. */
export function matNumber(mat: MatFile, value: MatValue, what: string): number {
  const { data, offset } = matValue(mat, value, what, 'numeric');
  if (data.length === 1) return Number(data[0]);
  throw new FormatError(`${what} is not a single number`, {
    ...where(mat),
    offset,
    got: `${data.length} numbers`,
    hint: 'Check that this is the right file.',
  });
}

/** A value that must be one line of text; an empty one has no rows. */
export function matText(mat: MatFile, value: MatValue, what: string): string {
  const { rows, offset } = matValue(mat, value, what, 'char');
  if (rows.length < 2) return rows[0] ?? '';
  throw new FormatError(`${what} is not a single line of text`, {
    ...where(mat),
    offset,
    got: `${rows.length} rows`,
    hint: 'Check that this is the right file.',
  });
}

function where({ file }: MatFile): { file?: string } {
  return file === undefined ? {} : { file };
}
