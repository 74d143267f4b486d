import { launch } from './launch.mjs';

/**
 * The environment in which Node runs the packages' TypeScript sources. It goes by NODE_OPTIONS, not by
 * arguments, because child processes inherit that without having to know of it, and from Node 22 on worker
 * threads too. (Node 20 gives a thread no loader named by --import: a worker registers tsx itself.)
 */
export function sourceEnvironment() {
  const options = [
    process.env.NODE_OPTIONS,
    '--conditions=@ftn/source',
    `--import=${import.meta.resolve('tsx')}`,
  ];
  return { ...process.env, NODE_OPTIONS: options.filter(Boolean).join(' ') };
}

/** Runs a Node script on the sources through a loader, as the benchmarks are: slow to start, nothing built. */
export function runOnSources(script, args) {
  launch([script, ...args], sourceEnvironment());
}
