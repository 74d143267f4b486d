import { FtnError, forTerminal } from '@ftn/errors';
import { ComputeError } from './compute.js';
import { byId } from './elements.js';

const line = byId('problem', HTMLElement);

/** Says what went wrong, at the top of the page and to screen readers. Only sentences of our own are shown as they are. */
export function showProblem(error: unknown): void {
  const known = FtnError.isInstance(error) || error instanceof ComputeError;
  const text = known
    ? error.message
    : `something went wrong that should not: ${forTerminal(String(error), 300)}. Reload the page.`;
  line.textContent = text;
  line.hidden = false;
  line.scrollIntoView({ block: 'nearest' });
}

/** Takes the sentence away. */
function clearProblem(): void {
  line.hidden = true;
  line.textContent = '';
}

/** Does what a button or a drop asks for; what goes wrong is shown. */
export function attempt(work: () => Promise<void> | void): () => Promise<void> {
  return async () => {
    clearProblem();
    try {
      await work();
    } catch (error) {
      showProblem(error);
    }
  };
}
