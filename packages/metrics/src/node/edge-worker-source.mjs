// The worker's entry in a clone, where it is TypeScript: Node 20 gives a thread none of the loaders named by
// --import, so the thread registers its own before the worker is read.
import { register } from 'tsx/esm/api';

register();
await import('./edge-worker.ts');
