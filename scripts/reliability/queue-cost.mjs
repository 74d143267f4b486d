// What the queue of a sweep costs a run beside its training, against a real redis-server on this machine:
//
//   node scripts/reliability/queue-cost.mjs [RUNS] [ROUNDS]
//
// 300 runs three times unless told, and the median. Each goes the whole way: put into Redis, taken, its folder locked, its
// result written; what it trains takes no time. The same without a queue is taken off.
import { join } from 'node:path';
import { root } from '../build/run-program.mjs';
import { runOnSources } from '../source-node.mjs';

runOnSources(join(root, 'packages', 'queue', 'src', 'testing', 'queue-cost.ts'), process.argv.slice(2));
