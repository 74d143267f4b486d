import { closeSync, readSync } from 'node:fs';
import { openRegularFileSync } from '@ftn/errors/node';
import type { h5wasm } from 'h5wasm';

type Library = typeof h5wasm;

/** What we use of the library's in-memory file system; its own types leave these hooks out. */
interface Node {
  node_ops: object;
  stream_ops: object;
}
interface FileSystem {
  createFile(parent: string, name: string, properties: object, read: boolean, write: boolean): Node;
  unlink(path: string): void;
  ErrnoError: new (errno: number) => Error;
}

const READ_ONLY = 69;
let started: Promise<Library> | undefined;
let opened = 0;

/** The HDF5 library in WebAssembly, started at first use; its errors are thrown instead of printed. */
function library(): Promise<Library> {
  started ??= import('h5wasm').then(async ({ h5wasm }) => {
    const module = await h5wasm.ready;
    module.activate_throwing_error_handler();
    return h5wasm;
  });
  return started;
}

/** A file as the library sees it: the only one there is. */
export interface Sandboxed {
  readonly library: Library;
  /** Its name inside the library's file system. */
  readonly name: string;
  readonly size: number;
  release(): void;
}

/**
 * Shows one file to the library, read-only and read where it is asked for, so that a file larger than memory works.
 *
 * The library has a private file system with nothing else in it: links in the data that lead to other
 * files find none.
 */
export async function sandbox(file: string): Promise<Sandboxed> {
  const lib = await library();
  const { descriptor, size } = openRegularFileSync(file, {
    limit: Number.MAX_SAFE_INTEGER,
    hint: 'Check the path.',
  });
  const { FS } = (await lib.ready) as unknown as { FS: FileSystem };
  const name = `${++opened}.h5`;
  const node = FS.createFile('/', name, {}, true, false);
  const attributes = (node.node_ops as { getattr(node: Node): object }).getattr;
  node.node_ops = {
    ...node.node_ops,
    getattr: (asked: Node) => ({ ...attributes(asked), size, blocks: Math.ceil(size / 4096) }),
  };
  node.stream_ops = {
    ...node.stream_ops,
    read: (_: unknown, buffer: Uint8Array, at: number, length: number, position: number) =>
      readSync(descriptor, buffer, at, Math.max(Math.min(length, size - position), 0), position),
    write() {
      throw new FS.ErrnoError(READ_ONLY);
    },
    llseek(stream: { position: number }, offset: number, whence: number) {
      return offset + (whence === 1 ? stream.position : whence === 2 ? size : 0);
    },
  };
  return {
    library: lib,
    name: `/${name}`,
    size,
    release() {
      FS.unlink(`/${name}`);
      closeSync(descriptor);
    },
  };
}
