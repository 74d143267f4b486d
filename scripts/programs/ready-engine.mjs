import { installEngine, installProgressLine, milestones } from '../../packages/engine/src/index.ts';
import { forTerminal } from '../../packages/errors/src/index.ts';

/** A line that quotes what other programs said. */
const say = (line) => process.stderr.write(`engine: ${forTerminal(line, 1000)}\n`);

/** Redraws one line on a terminal. */
function bar() {
  let drawn = 0;
  const clear = () => process.stderr.write('\r\u001b[2K');
  return {
    show(progress) {
      if (Date.now() - drawn < 100 && progress.done < progress.total) return;
      drawn = Date.now();
      const { done, total } = progress;
      const filled = total > 0 ? Math.round((24 * done) / total) : 0;
      clear();
      process.stderr.write(
        `[${'='.repeat(filled)}${' '.repeat(24 - filled)}] ${installProgressLine(progress)}`,
      );
    },
    end: clear,
  };
}

/** Writes a line at the start of each step and at each quarter of its bytes. */
function lines() {
  return {
    show: milestones((progress) => process.stderr.write(`engine: ${installProgressLine(progress)}\n`)),
    end() {},
  };
}

/**
 * Makes the native engine ready where it can be, with its progress on stderr; where it cannot, says why in one
 * line and leaves the work to WebAssembly. FTN_ENGINE=wasm or cpu leaves everything as it is.
 */
export async function readyEngine() {
  if (['wasm', 'cpu'].includes(process.env.FTN_ENGINE)) return;
  const stop = new AbortController();
  const codes = { SIGINT: 130, SIGTERM: 143 };
  const onSignal = (signal) => {
    process.exitCode = codes[signal];
    stop.abort();
  };
  for (const signal of Object.keys(codes)) process.on(signal, onSignal);
  const progress = process.stderr.isTTY ? bar() : lines();
  try {
    const result = await installEngine({
      signal: stop.signal,
      notAfterFailureWithinMs: 3_600_000,
      onProgress: progress.show,
      log: say,
    });
    progress.end();
    if (result.reason !== 'already installed') {
      const outcome = result.installed
        ? result.reason
        : `no native engine, going on with WebAssembly: ${result.reason}`;
      say(outcome);
    }
    if (result.withoutKernels) say(`TensorFlow's own kernels, which are slower: ${result.withoutKernels}`);
  } catch (error) {
    progress.end();
    if (!stop.signal.aborted) throw error;
    process.stderr.write('engine: installation interrupted, nothing kept\n');
    process.exit();
  } finally {
    for (const signal of Object.keys(codes)) process.off(signal, onSignal);
  }
}
