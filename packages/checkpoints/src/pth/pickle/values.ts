/** A type or function a pickle names: data, which nothing here ever calls. */
export class PickleGlobal {
  /** `module.name`. */
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

/** A Python tuple. */
export class PickleTuple {
  readonly items: readonly PickleValue[];

  constructor(items: readonly PickleValue[]) {
    this.items = items;
  }
}

/** What may be the key of a dict. */
export type PickleKey = string | number | bigint | boolean | null;

/** A dict or OrderedDict; a Map, so that no key can touch a prototype. */
export class PickleDict {
  readonly entries = new Map<PickleKey, PickleValue>();
}

/** A value the reader of the surrounding file made: a storage or a tensor. */
export abstract class PickleOpaque {
  abstract readonly kind: 'storage' | 'tensor';
}

/** Every value a pickle of weights can hold; lists are arrays, int beyond 2⁵³ are bigint. */
export type PickleValue =
  | PickleKey
  | Uint8Array
  | PickleValue[]
  | PickleTuple
  | PickleDict
  | PickleGlobal
  | PickleOpaque;

/** What a value is, in words, for messages; never its content, which may be endless. */
export function nameOfKind(value: PickleValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'None';
  if (typeof value === 'object') {
    if (value instanceof PickleTuple) return 'a tuple';
    if (value instanceof PickleDict) return 'a dict';
    if (value instanceof PickleGlobal) return value.path;
    if (value instanceof PickleOpaque) return `a ${value.kind}`;
    return value instanceof Uint8Array ? 'bytes' : 'a list';
  }
  return { string: 'a string', boolean: 'a bool' }[typeof value as string] ?? 'a number';
}
