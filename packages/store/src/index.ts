// The whole public surface of @ftn/store: the runs of a sweep in a store that speaks S3.
export { openStore, type StoreOptions } from './open-store.js';
export type { StoreEnvironment } from './store-address.js';
