import type { Emit } from '@ftn/library';

/** How long a connection must have been quiet before its trouble is told anew, in milliseconds. */
const pauseMs = 10_000;

/** Tells that a queue or a store does not answer, once for each time it does so: a client reports every attempt to connect. */
export function tellTrouble(what: string, emit: Emit): () => void {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    // Not what the client says: it may quote the address as it was given.
    if (now - last > pauseMs)
      emit({ kind: 'note', text: `${what} does not answer; what is being trained goes on` });
    last = now;
  };
}
