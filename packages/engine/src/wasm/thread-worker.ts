import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';

const require = createRequire(import.meta.url);

interface LoadMessage {
  readonly cmd?: string;
}

/**
 * A thread of the multi-threaded WebAssembly build. The build hands its threads their code as blobs, which Node's
 * workers cannot run; this class gives them the same code from the package's files instead.
 */
export class ThreadWorker extends Worker {
  static readonly started: ThreadWorker[] = [];

  constructor() {
    // The loaders this process may run under would cost every thread its start and serve none.
    super(threadCode(), { eval: true, execArgv: [], env: { ...process.env, NODE_OPTIONS: '' } });
    ThreadWorker.started.push(this);
  }

  override postMessage(message: LoadMessage, transfer?: Parameters<Worker['postMessage']>[1]): void {
    const load = message.cmd === 'load';
    super.postMessage(load ? { ...message, urlOrBlob: buildFile('js') } : message, transfer);
  }
}

function buildFile(end: 'js' | 'worker.js'): string {
  const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  return join(folder, 'wasm-out', `tfjs-backend-wasm-threaded-simd.${end}`);
}

/** The thread's program: a script kept in a template literal, whose line breaks stand for `\n` in it. */
function threadCode(): string {
  const { wasmWorkerContents } = require(buildFile('worker.js')) as { wasmWorkerContents: string };
  return wasmWorkerContents.replace(/\n/g, '\\n');
}

/** Whether this release of the backend has the files that threads need. */
export function canThread(): boolean {
  try {
    return readFileSync(buildFile('js')).length > 0 && threadCode().length > 0;
  } catch {
    return false;
  }
}
