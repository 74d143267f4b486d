import {
  type EngineInfo,
  type InstallProgress,
  installEngine,
  installProgressLine,
  measureEngine,
  milestones,
  startEngine,
} from '@ftn/engine';
import { StorageError } from '@ftn/errors';
import { Command } from 'commander';
import { StopSignal } from '../terminal/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';

/** What `ftn engine` says, in the order it says it. */
function reportLines(engine: EngineInfo, gflops: number): string[] {
  const facts: [string, string | number | undefined][] = [
    ['engine', engine.name],
    ['device', engine.device],
    ['TensorFlow', engine.tensorflow],
    ['TensorFlow.js', engine.tfjs],
    ['kernels', engine.name === 'native' ? (engine.fingerprint.kernels ?? "TensorFlow's own") : undefined],
    ['threads', engine.threads],
    ['speed', `${gflops.toFixed(1)} GFLOP/s (one 3×3 convolution forward, 128 channels at 28²)`],
    ['why', engine.why],
    ['better', engine.advice ?? 'this is the best engine for this machine'],
  ];
  const known = facts.filter(([, value]) => value !== undefined);
  const width = Math.max(...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

async function report(json: boolean, terminal: Terminal): Promise<void> {
  const engine = await startEngine();
  const { gflops } = await measureEngine();
  if (json) {
    const { name, ...facts } = engine;
    terminal.json({ id: 'engine', engine: name, rows: [{ name, ...facts, gflops }] });
  } else for (const line of reportLines(engine, gflops)) terminal.print(line);
}

/** Shows an installation's steps, those with bytes in MB. */
function showProgress({ step, done, total }: InstallProgress, terminal: Terminal): void {
  const label = installProgressLine({ step, done: 0, total: 0 });
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  terminal.progress(label, { done: megabytes(done), total: megabytes(total), detail: 'MB' });
}

async function install(gpu: boolean, json: boolean, terminal: Terminal): Promise<void> {
  using stop = new StopSignal(terminal);
  try {
    const { installed, reason, path, withoutKernels } = await installEngine({
      gpu,
      signal: stop.signal,
      onProgress: process.stderr.isTTY
        ? (progress) => showProgress(progress, terminal)
        : milestones((progress) => terminal.note(installProgressLine(progress))),
      log: (line) => terminal.note(line),
    });
    terminal.endProgress();
    if (!installed) throw new StorageError(`the native engine was not installed: ${reason}`);
    const lacking = withoutKernels === undefined ? {} : { withoutKernels };
    if (json) terminal.json({ id: 'engine-install', rows: [{ installed, reason, path, ...lacking }] });
    else terminal.print(`native engine: ${reason}, ${path}`);
    if (withoutKernels !== undefined)
      terminal.warn(`TensorFlow's own kernels, which are slower: ${withoutKernels}`);
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason;
    throw error;
  }
}

/** `ftn engine`: which engine runs here, why, and how fast; `ftn engine install` builds the native one. */
export function engineVerb(terminal: Terminal): Command {
  const verb = new Command('engine')
    .description('report the engine, why it was taken and how fast it is; install the native one')
    .option('--json', 'print the report as one JSON object')
    .action((flags: { json?: boolean }) => report(flags.json ?? false, terminal));
  verb
    .command('install')
    .description("fetch TensorFlow's library and build the native engine in the cache of this user")
    .option('--gpu', 'take the CUDA library (Linux x64; not tried on such a machine yet)')
    .option('--json', 'print the result as one JSON object')
    .action((_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<{ gpu?: boolean; json?: boolean }>();
      return install(flags.gpu ?? false, flags.json ?? false, terminal);
    });
  return verb;
}
