import type { RandomStream } from '@ftn/random';
import type { Fs, FsFile } from '../../node/fs.js';

/** A file's content: what a sync made safe, and writes since. */
interface Inode {
  durable: Uint8Array;
  pending: { at: number; bytes: Uint8Array }[];
}

/** A change of names that no sync of the directory has made safe yet. */
interface NameChange {
  readonly set: [string, Inode][];
  readonly deleted: string[];
}

const nodeError = (code: string, path: string) => Object.assign(new Error(`${code}: ${path}`), { code });

/**
 * One directory in memory that can lose power: each write since a file's sync is independently kept, dropped or
 * garbled, and each change of a name since the directory's sync independently kept or dropped.
 */
export class CrashFs implements Fs {
  readonly #names = new Map<string, Inode>();
  readonly #durableNames = new Map<string, Inode>();
  #changes: NameChange[] = [];

  /** The file system as the next start finds it. */
  crash(random: RandomStream): CrashFs {
    const after = new CrashFs();
    const names = new Map(this.#durableNames);
    const fate = random.pick(['all', 'none', 'some', 'some', 'first']);
    const keep = this.#changes.map(() => fate === 'all' || (fate === 'some' && random.chance(0.5)));
    if (fate === 'first') keep.fill(true, 0, random.integer(keep.length + 1));
    this.#changes.forEach((change, i) => {
      if (keep[i]) apply(names, change);
    });
    for (const [path, inode] of names) {
      const survived: Inode = { durable: contentAfterCrash(inode, random), pending: [] };
      after.#names.set(path, survived);
      after.#durableNames.set(path, survived);
    }
    return after;
  }

  /** A copy that goes its own way. */
  clone(): CrashFs {
    const copies = new Map<Inode, Inode>();
    const copy = (inode: Inode) => {
      const made = copies.get(inode) ?? { durable: inode.durable, pending: [...inode.pending] };
      copies.set(inode, made);
      return made;
    };
    const other = new CrashFs();
    for (const [path, inode] of this.#names) other.#names.set(path, copy(inode));
    for (const [path, inode] of this.#durableNames) other.#durableNames.set(path, copy(inode));
    other.#changes = this.#changes.map(({ set, deleted }) => ({
      set: set.map(([path, inode]) => [path, copy(inode)]),
      deleted,
    }));
    return other;
  }

  async open(path: string, flags: 'r' | 'wx' | 'a'): Promise<FsFile> {
    let inode = this.#names.get(path);
    if (inode && flags === 'wx') throw nodeError('EEXIST', path);
    if (!inode && flags === 'r') throw nodeError('ENOENT', path);
    if (!inode) {
      inode = { durable: new Uint8Array(0), pending: [] };
      this.#change({ set: [[path, inode]], deleted: [] });
    }
    return openInode(inode);
  }

  async kind(path: string): Promise<'file' | 'folder'> {
    if (this.#names.has(path)) return 'file';
    if ([...this.#names.keys()].some((name) => name.startsWith(`${path}/`))) return 'folder';
    throw nodeError('ENOENT', path);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#change({ set: [[to, this.#inode(from)]], deleted: [from] });
  }

  async link(existing: string, created: string): Promise<void> {
    if (this.#names.has(created)) throw nodeError('EEXIST', created);
    this.#change({ set: [[created, this.#inode(existing)]], deleted: [] });
  }

  async unlink(path: string): Promise<void> {
    this.#inode(path);
    this.#change({ set: [], deleted: [path] });
  }

  async readdir(path: string): Promise<string[]> {
    const inside = [...this.#names.keys()].filter((name) => name.startsWith(`${path}/`));
    return inside.map((name) => name.slice(path.length + 1));
  }

  async makeDirectory(): Promise<void> {}

  async syncDirectory(): Promise<void> {
    for (const change of this.#changes) apply(this.#durableNames, change);
    this.#changes = [];
  }

  #inode(path: string): Inode {
    const inode = this.#names.get(path);
    if (!inode) throw nodeError('ENOENT', path);
    return inode;
  }

  #change(change: NameChange): void {
    apply(this.#names, change);
    this.#changes.push(change);
  }
}

function apply(names: Map<string, Inode>, { set, deleted }: NameChange): void {
  for (const path of deleted) names.delete(path);
  for (const [path, inode] of set) names.set(path, inode);
}

function openInode(inode: Inode): FsFile {
  return {
    async read(into, position) {
      const part = content(inode).subarray(position, position + into.length);
      into.set(part);
      return part.length;
    },
    async write(bytes) {
      inode.pending.push({ at: content(inode).length, bytes: bytes.slice() });
      return bytes.length;
    },
    size: async () => content(inode).length,
    async sync() {
      inode.durable = content(inode);
      inode.pending = [];
    },
    close: async () => {},
  };
}

const content = (inode: Inode) => writeAll(inode.durable, inode.pending);

function contentAfterCrash(inode: Inode, random: RandomStream): Uint8Array {
  const survived = inode.pending.flatMap(({ at, bytes }) => {
    const fate = random.pick(['kept', 'dropped', 'garbled']);
    if (fate === 'dropped') return [];
    return [{ at, bytes: fate === 'kept' ? bytes : bytes.map(() => random.integer(256)) }];
  });
  return writeAll(inode.durable, survived);
}

function writeAll(start: Uint8Array, writes: Inode['pending']): Uint8Array {
  const length = writes.reduce((most, { at, bytes }) => Math.max(most, at + bytes.length), start.length);
  const out = new Uint8Array(length);
  out.set(start);
  for (const { at, bytes } of writes) out.set(bytes, at);
  return out;
}
