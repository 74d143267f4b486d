/**
 * Work that only ever needs doing for the newest request: while one is being done, those that come wait, and all but the last are
 * dropped. A slider asks a hundred times a second, and the answer that counts is that of where it stands.
 */
export function latestOnly<T>(work: (request: T) => Promise<void>): (request: T) => void {
  let next: { readonly request: T } | undefined;
  let busy = false;
  return async (request) => {
    next = { request };
    if (busy) return;
    busy = true;
    try {
      while (next) {
        const { request: now }: { readonly request: T } = next;
        next = undefined;
        await work(now);
      }
    } finally {
      busy = false;
    }
  };
}
