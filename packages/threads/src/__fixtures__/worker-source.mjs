// Node 20 gives a thread none of the loaders named by --import, so the thread registers its own.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
