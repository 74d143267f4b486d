import { FtnError, forTerminal } from '@ftn/errors';
import type { Asked, Told } from './calls.js';
import { handlers } from './handlers.js';
import { lostEngine } from './start-backend.js';

/** What is used of a dedicated worker's scope, whose types are not a page's. */
interface Scope {
  postMessage(message: Told): void;
  addEventListener(kind: 'message', listener: (event: { readonly data: Asked }) => void): void;
}

const scope = globalThis as unknown as Scope;

/** A sentence for the page. What is no error of ours may quote anything, and is made harmless. */
function sentenceOf(error: unknown): string {
  if (FtnError.isInstance(error)) return error.message;
  return `something went wrong that should not: ${forTerminal(String(error), 300)}. Reload the page.`;
}

scope.addEventListener('message', async ({ data: { id, call, request } }) => {
  const tell = (event: unknown) => scope.postMessage({ id, event });
  try {
    const handler = handlers[call] as (request: unknown, tell: (event: unknown) => void) => unknown;
    scope.postMessage({ id, answer: await handler(request, tell) });
  } catch (error) {
    // The device's end is told a moment after the call that it ends.
    await new Promise((resolve) => setTimeout(resolve, 50));
    scope.postMessage({ id, error: sentenceOf(lostEngine() ?? error) });
  }
});
