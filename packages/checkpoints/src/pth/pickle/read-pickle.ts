import type { ByteReader } from '../../bytes/byte-reader.js';
import type { Fail } from '../../bytes/fail.js';
import { op, refusedOpcodes } from './opcodes.js';
import { PickleStack } from './pickle-stack.js';
import { readScalar } from './read-scalar.js';
import {
  nameOfKind,
  PickleDict,
  PickleGlobal,
  type PickleKey,
  PickleTuple,
  type PickleValue,
} from './values.js';

/** How the surrounding format resolves the two ways in which a pickle refers outside itself. */
export interface PickleWorld {
  /** The value of a persistent id; refuses anything but a storage. */
  storage(id: PickleValue, fail: Fail): PickleValue;
  /** True for the types and functions that may be named. */
  allows(path: string): boolean;
  /** The value that calling `path` with these arguments stands for. */
  construct(path: string, args: readonly PickleValue[], fail: Fail): PickleValue;
}

/** Many times as many as the largest network with its optimizer needs. */
const MAX_OPERATIONS = 2_000_000;
const MAX_NAME = 256;
const onlyTensors =
  'Only files of tensors are read. In PyTorch, save the weights alone: torch.save(model.state_dict(), file).';

/**
 * Reads one pickle as data: builds lists, dicts, tuples, numbers and strings, and leaves every named type to `world`.
 * Nothing in it can run: there is no way from a name in the file to a function of this program.
 */
export function readPickle(reader: ByteReader, world: PickleWorld): PickleValue {
  return new PickleMachine(reader, world).run();
}

class PickleMachine {
  readonly #reader: ByteReader;
  readonly #world: PickleWorld;
  readonly #stack: PickleStack;
  readonly #fail: Fail;
  /** Where the operation under way begins. */
  #operation = 0;

  constructor(reader: ByteReader, world: PickleWorld) {
    this.#reader = reader;
    this.#world = world;
    this.#fail = (problem, details) =>
      reader.fail(problem, { offset: reader.base + this.#operation, hint: onlyTensors, ...details });
    this.#stack = new PickleStack(this.#fail);
  }

  run(): PickleValue {
    for (let count = 0; count < MAX_OPERATIONS; count++) {
      this.#operation = this.#reader.at;
      const code = this.#reader.u8('the pickle');
      if (code === op.STOP) {
        const result = this.#stack.pop();
        if (!this.#stack.isEmpty) this.#fail('the pickle ends with values left over');
        return result;
      }
      const scalar = readScalar(code, this.#reader);
      if (scalar !== undefined) this.#stack.push(scalar);
      else if (!this.#collect(code) && !this.#note(code)) this.#name(code);
    }
    return this.#fail(`the pickle has more than ${MAX_OPERATIONS} operations`);
  }

  /** Tuples, lists and dicts; false where the opcode is none of theirs. */
  #collect(code: number): boolean {
    const stack = this.#stack;
    switch (code) {
      case op.MARK:
        stack.mark();
        break;
      case op.EMPTY_TUPLE:
        stack.push(new PickleTuple([]));
        break;
      case op.TUPLE1:
      case op.TUPLE2:
      case op.TUPLE3:
        stack.push(new PickleTuple(stack.popMany(code - op.TUPLE1 + 1)));
        break;
      case op.TUPLE:
        stack.push(new PickleTuple(stack.popGroup()));
        break;
      case op.EMPTY_LIST:
        stack.push([]);
        break;
      case op.APPEND:
        this.#append(stack.popMany(1));
        break;
      case op.APPENDS:
        this.#append(stack.popGroup());
        break;
      case op.EMPTY_DICT:
        stack.push(new PickleDict());
        break;
      case op.SETITEM:
        this.#setItems(stack.popMany(2));
        break;
      case op.SETITEMS:
        this.#setItems(stack.popGroup());
        break;
      default:
        return false;
    }
    return true;
  }

  /** The memo and the framing; false where the opcode is none of theirs. */
  #note(code: number): boolean {
    const reader = this.#reader;
    const stack = this.#stack;
    switch (code) {
      case op.PROTO: {
        const version = reader.u8('the protocol');
        if (version < 2 || version > 5) this.#fail(`pickle protocol ${version}`, { expected: '2 to 5' });
        break;
      }
      case op.FRAME: {
        const length = reader.u64('a frame');
        if (length > reader.left) this.#fail('a frame is longer than the file', { got: `${length} bytes` });
        break;
      }
      case op.BINPUT:
        stack.remember(reader.u8('a memo'));
        break;
      case op.LONG_BINPUT:
        stack.remember(reader.u32('a memo'));
        break;
      case op.MEMOIZE:
        stack.remember(stack.memoSize);
        break;
      case op.BINGET:
        stack.push(stack.recall(reader.u8('a memo')));
        break;
      case op.LONG_BINGET:
        stack.push(stack.recall(reader.u32('a memo')));
        break;
      default:
        return false;
    }
    return true;
  }

  /** Where a pickle names things outside itself; every opcode not known by now is refused. */
  #name(code: number): void {
    const reader = this.#reader;
    const stack = this.#stack;
    switch (code) {
      case op.BINPERSID:
        stack.push(this.#world.storage(stack.pop(), this.#fail));
        break;
      case op.GLOBAL:
        this.#global(reader.line('a module', MAX_NAME), reader.line('a name', MAX_NAME));
        break;
      case op.STACK_GLOBAL:
        this.#global(...stack.popMany(2));
        break;
      case op.REDUCE:
        this.#reduce(...stack.popMany(2));
        break;
      case op.BUILD:
        this.#build(stack.pop());
        break;
      default: {
        const name = refusedOpcodes.get(code) ?? `0x${code.toString(16)}`;
        this.#fail(`opcode ${name}, which a file of tensors does not need`);
      }
    }
  }

  #global(module?: PickleValue, name?: PickleValue): void {
    if (typeof module !== 'string' || typeof name !== 'string') {
      this.#fail('a type that is not named by two strings');
    }
    const path = `${module}.${name}`;
    if (!this.#world.allows(path)) {
      this.#fail(`it names ${path.slice(0, MAX_NAME)}, which is neither a tensor nor a plain value`);
    }
    this.#stack.push(new PickleGlobal(path));
  }

  #reduce(callee?: PickleValue, args?: PickleValue): void {
    if (!(callee instanceof PickleGlobal) || !(args instanceof PickleTuple)) {
      this.#fail(`a call of ${nameOfKind(callee)} with ${nameOfKind(args)}`);
      return;
    }
    this.#stack.push(this.#world.construct(callee.path, args.items, this.#fail));
  }

  /** Attributes: the only ones in weights are an OrderedDict's `_metadata`, which holds versions of layers. */
  #build(state: PickleValue): void {
    const keys = state instanceof PickleDict ? [...state.entries.keys()] : [nameOfKind(state)];
    const target = this.#stack.top();
    if (!(target instanceof PickleDict) || keys.some((key) => key !== '_metadata')) {
      this.#fail(`attributes (${String(keys[0]).slice(0, 40)}) set on ${nameOfKind(target)}`);
    }
  }

  #append(items: PickleValue[]): void {
    const list = this.#stack.top();
    if (Array.isArray(list)) for (const item of items) list.push(item);
    else this.#fail(`items appended to ${nameOfKind(list)}`);
  }

  #setItems(items: PickleValue[]): void {
    const dict = this.#stack.top();
    if (!(dict instanceof PickleDict)) {
      this.#fail(`items set on ${nameOfKind(dict)}`);
      return;
    }
    if (items.length % 2 !== 0) this.#fail('a key without a value');
    for (let i = 0; i < items.length; i += 2) setItem(dict, items[i]!, items[i + 1]!, this.#fail);
  }
}

/** Puts an entry into a dict; a key that is there already would make two readers disagree. */
export function setItem(dict: PickleDict, key: PickleValue, value: PickleValue, fail: Fail): void {
  if (typeof key === 'object' && key !== null) fail(`a dict with ${nameOfKind(key)} as a key`);
  if (dict.entries.has(key as PickleKey)) fail(`the key '${String(key).slice(0, 80)}' twice`);
  dict.entries.set(key as PickleKey, value);
}
