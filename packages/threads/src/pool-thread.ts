/**
 * What a pool asks of a thread; a `Worker` of `node:worker_threads` is one. Published types name none of Node's, so that they
 * are read without `@types/node` too.
 */
export interface PoolThread {
  postMessage(message: unknown): void;
  /** Keeps the process alive while the thread runs. */
  ref(): void;
  /** Lets the process end although the thread runs. */
  unref(): void;
  terminate(): Promise<unknown>;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
}
