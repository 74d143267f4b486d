// The whole public surface of @ftn/threads.
export type { PoolThread } from './pool-thread.js';
export { serveTasks } from './serve-tasks.js';
export { ThreadPool, type ThreadPoolOptions } from './thread-pool.js';
