import type { Fail } from '../../bytes/fail.js';
import type { PickleValue } from './values.js';

// Python writes lists and dicts a thousand at a time: only a tuple waits whole on the stack, and what is nested holds a
// group a level.
const MAX_VALUES = 65_536;
const MAX_GROUPS = 1_024;

/** The stack of a pickle, its open groups, and its memo. */
export class PickleStack {
  readonly #fail: Fail;
  readonly #outer: PickleValue[][] = [];
  readonly #memo = new Map<number, PickleValue>();
  #values: PickleValue[] = [];

  constructor(fail: Fail) {
    this.#fail = fail;
  }

  /** True where no value and no group is left. */
  get isEmpty(): boolean {
    return this.#values.length === 0 && this.#outer.length === 0;
  }

  get memoSize(): number {
    return this.#memo.size;
  }

  push(value: PickleValue): void {
    if (this.#values.push(value) > MAX_VALUES)
      this.#fail(`the pickle holds more than ${MAX_VALUES} values at once`);
  }

  top(): PickleValue {
    if (this.#values.length === 0) this.#fail('the pickle uses a value that does not exist');
    return this.#values.at(-1)!;
  }

  pop(): PickleValue {
    this.top();
    return this.#values.pop()!;
  }

  /** The last `count` values, in the order they came. */
  popMany(count: number): PickleValue[] {
    if (this.#values.length < count) this.#fail('the pickle uses a value that does not exist');
    return this.#values.splice(this.#values.length - count);
  }

  /** Begins a group. */
  mark(): void {
    if (this.#outer.push(this.#values) > MAX_GROUPS)
      this.#fail(`the pickle has more than ${MAX_GROUPS} groups inside one another`);
    this.#values = [];
  }

  /** Ends the innermost group and returns its values. */
  popGroup(): PickleValue[] {
    const group = this.#values;
    this.#values = this.#outer.pop() ?? this.#fail('the pickle ends a group that never began');
    return group;
  }

  /** Notes the value on top. */
  remember(index: number): void {
    this.#memo.set(index, this.top());
  }

  recall(index: number): PickleValue {
    const value = this.#memo.get(index);
    return value === undefined ? this.#fail(`memo ${index} was never written`) : value;
  }
}
