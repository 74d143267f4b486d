import type { Fail } from '../../bytes/fail.js';
import { nameOfKind, PickleDict, type PickleValue } from '../pickle/values.js';
import { TensorRef } from './refs.js';

/** Where in a checkpoint the tensors it is about were found. */
export interface StateDictPlace {
  /** The keys that led to them, e.g. `['state_dict']`; empty where they are the whole file. */
  readonly keys: readonly string[];
  /** What every name began with and lost: `module.`, which DataParallel adds; '' where nothing. */
  readonly prefix: string;
  /** Entries that are not tensors, e.g. an epoch. */
  readonly ignored: readonly string[];
}

/** The tensors a checkpoint is about, and where in it they were found. */
export interface StateDict extends StateDictPlace {
  readonly tensors: ReadonlyMap<string, TensorRef>;
}

/** The names training scripts give to a model's state, the likeliest first. */
const usual = [
  'state_dict',
  'model_state_dict',
  'model',
  'net',
  'network',
  'module',
  'generator',
  'weights',
  'params',
];
const MAX_DEPTH = 3;

/** Finds the state dict in what a file holds, below `key` where the caller says so. */
export function findStateDict(root: PickleValue, fail: Fail, key?: string): StateDict {
  let dict = asDict(root, fail);
  const keys: string[] = [];
  if (key !== undefined) {
    for (const part of key === '' ? [] : key.split('/')) {
      dict = asDict(dict.entries.get(part), fail, part, dict);
      keys.push(part);
    }
  } else {
    for (
      let part = chooseKey(dict, fail);
      part !== null && keys.length < MAX_DEPTH;
      part = chooseKey(dict, fail)
    ) {
      dict = dict.entries.get(part) as PickleDict;
      keys.push(part);
    }
  }
  return readDict(dict, keys, fail);
}

function asDict(value: PickleValue | undefined, fail: Fail, key?: string, parent?: PickleDict): PickleDict {
  if (value instanceof PickleDict) return value;
  const found = parent
    ? `Found here: ${listKeys(parent)}.`
    : 'In PyTorch: torch.save(model.state_dict(), file).';
  const where = key === undefined ? 'the file' : `'${key}'`;
  return fail(`${where} holds no state dict`, {
    expected: 'a dict of tensors',
    got: nameOfKind(value),
    hint: found,
  });
}

/** The key of a dict of tensors within this one; null where this one is it. */
function chooseKey(dict: PickleDict, fail: Fail): string | null {
  const within = [...dict.entries]
    .filter(([key, value]) => typeof key === 'string' && value instanceof PickleDict && leadsToTensors(value))
    .map(([key]) => key as string);
  const known = usual.find((key) => within.includes(key));
  if (known !== undefined) return known;
  if (within.length <= 1) return within[0] ?? null;
  return fail(`several dicts of tensors: ${within.slice(0, 10).join(', ')}`, {
    expected: 'one state dict',
    hint: `Keep one of them by \`convert\` with \`key: ${within[0]}\``,
  });
}

/** Each dict is looked through once: a file may name the same one a million times. */
const answers = new WeakMap<PickleDict, boolean>();

function hasTensors(dict: PickleDict): boolean {
  const known = answers.get(dict);
  if (known !== undefined) return known;
  let found = false;
  for (const value of dict.entries.values()) found ||= value instanceof TensorRef;
  answers.set(dict, found);
  return found;
}

/** True for a dict of tensors, and for one that holds a state dict under a usual name. */
function leadsToTensors(dict: PickleDict): boolean {
  if (hasTensors(dict)) return true;
  return usual.some((key) => {
    const inner = dict.entries.get(key);
    return inner instanceof PickleDict && hasTensors(inner);
  });
}

function readDict(dict: PickleDict, keys: readonly string[], fail: Fail): StateDict {
  const tensors = new Map<string, TensorRef>();
  const ignored: string[] = [];
  for (const [name, value] of dict.entries) {
    if (!(value instanceof TensorRef)) ignored.push(String(name));
    else if (typeof name === 'string') tensors.set(name, value);
    else fail(`a tensor named by ${nameOfKind(name)}`, { expected: 'a string' });
  }
  if (tensors.size === 0) {
    fail('no tensor in the file', {
      got: `a dict of ${listKeys(dict)}`,
      hint: 'Name the file that holds the weights.',
    });
  }
  const prefix = [...tensors.keys()].every((name) => name.startsWith('module.')) ? 'module.' : '';
  const plain = [...tensors].map(([name, tensor]) => [name.slice(prefix.length), tensor] as const);
  return { tensors: new Map(plain), keys, prefix, ignored };
}

function listKeys(dict: PickleDict): string {
  const keys = [...dict.entries.keys()].map((key) => String(key).slice(0, 40));
  return keys.slice(0, 10).join(', ') + (keys.length > 10 ? ' …' : '') || 'nothing';
}
