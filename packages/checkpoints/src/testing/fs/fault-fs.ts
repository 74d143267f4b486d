import type { Fs, FsFile } from '../../node/fs.js';

export interface Fault {
  /** The number of the call that fails, from 1. */
  readonly at: number;
  /** ENOSPC …; SHORT takes half of what it is given to write. */
  readonly code: string;
  /** Every later call fails as well. */
  readonly persistent: boolean;
  /** Counts only the calls of this name: open, write, fsync … */
  readonly only?: string;
}

/** Passes every call to another file system and makes the n-th one fail. */
export class FaultFs implements Fs {
  readonly #inner: Fs;
  readonly #fault: Fault | null;
  /** How many calls were made so far. */
  calls = 0;
  /** How many of them failed. */
  failed = 0;

  constructor(inner: Fs, fault: Fault | null) {
    this.#inner = inner;
    this.#fault = fault;
  }

  async open(path: string, flags: 'r' | 'wx' | 'a'): Promise<FsFile> {
    const file = await this.#call('open', () => this.#inner.open(path, flags));
    return {
      read: (into, position) => this.#call('read', () => file.read(into, position)),
      write: (bytes) => this.#write(file, bytes),
      size: () => this.#call('fstat', () => file.size()),
      sync: () => this.#call('fsync', () => file.sync()),
      close: () => this.#call('close', () => file.close()),
    };
  }

  kind = (path: string) => this.#call('stat', () => this.#inner.kind(path));
  rename = (from: string, to: string) => this.#call('rename', () => this.#inner.rename(from, to));
  link = (existing: string, created: string) => this.#call('link', () => this.#inner.link(existing, created));
  unlink = (path: string) => this.#call('unlink', () => this.#inner.unlink(path));
  readdir = (path: string) => this.#call('readdir', () => this.#inner.readdir(path));
  makeDirectory = (path: string) => this.#call('mkdir', () => this.#inner.makeDirectory(path));
  syncDirectory = (path: string) => this.#call('fsync', () => this.#inner.syncDirectory(path));

  /** True where this call is one that fails. */
  #fails(name: string): boolean {
    if (this.#fault?.only !== undefined && this.#fault.only !== name) return false;
    this.calls++;
    if (this.#fault === null) return false;
    return this.#fault.persistent ? this.calls >= this.#fault.at : this.calls === this.#fault.at;
  }

  async #call<T>(name: string, call: () => Promise<T>): Promise<T> {
    if (this.#fails(name) && this.#fault!.code !== 'SHORT') this.#throw(name);
    return call();
  }

  async #write(file: FsFile, bytes: Uint8Array): Promise<number> {
    if (!this.#fails('write')) return file.write(bytes);
    if (this.#fault!.code !== 'SHORT') this.#throw('write');
    this.failed++;
    return file.write(bytes.subarray(0, Math.ceil(bytes.length / 2)));
  }

  #throw(name: string): never {
    this.failed++;
    const { code } = this.#fault!;
    throw Object.assign(new Error(`${code}: injected, ${name}`), { code });
  }
}
