// The whole public surface of @ftn/threads.
export { serveTasks } from './serve-tasks.js';
export { ThreadPool, type ThreadPoolOptions } from './thread-pool.js';
