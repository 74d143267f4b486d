import type { EngineInfo } from '@ftn/engine';

/** One line on the engine that runs: what it is, and where it is not the best one, why and what to do. */
export function engineLine({ name, device, tensorflow, threads, why, advice }: EngineInfo): string {
  const version = tensorflow === undefined ? '' : `TensorFlow ${tensorflow}, `;
  const what = `engine: ${name} (${version}${device}, ${threads} ${threads === 1 ? 'thread' : 'threads'})`;
  return advice === undefined ? what : `${what} · ${why}. ${advice}`;
}
