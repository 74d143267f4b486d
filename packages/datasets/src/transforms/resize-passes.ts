import { resizeWasm } from './resize-wasm.js';

/** Where the passes find a table of weights: addresses in their memory, and how many weights an output pixel has. */
type Table = [first: number, count: number, weights: number, taps: number];

/** The passes of wasm/resize.wat over their own memory; all but `width`, `rows` and `height` are bytes. */
export interface ResizePasses {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  rows(
    source: number,
    stride: number,
    rows: number,
    ...rest: [...Table, width: number, target: number]
  ): void;
  columns(source: number, stride: number, ...rest: [...Table, height: number, target: number]): void;
}

/** What is used of WebAssembly, whose types come with a page's. */
interface Assembly {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/** The passes with a memory of their own. */
export function startPasses(): ResizePasses {
  const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Assembly }).WebAssembly;
  return new Instance(new Module(Uint8Array.from(atob(resizeWasm), (c) => c.charCodeAt(0))))
    .exports as ResizePasses;
}
