import type { SweepStore } from '@ftn/library';
import { checkStore } from './check-store.js';
import { ObjectClient } from './object-client.js';
import { S3SweepStore } from './s3-sweep-store.js';
import { type StoreEnvironment, storeAddress } from './store-address.js';

/** Where the server and the keys are told, and how long it is waited for. */
export interface StoreOptions {
  /** Default the environment of the process, by the names of AWS: AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and so on. */
  readonly environment?: StoreEnvironment | undefined;
  /** Milliseconds for which requests are made again while the store does not answer; default ten minutes. */
  readonly patience?: number | undefined;
}

/**
 * Opens the place of a sweep in a store: `s3://BUCKET/PREFIX`. Its keys are those of the environment and are never printed.
 *
 * @throws UsageError for what is no address, StorageError within three seconds where the store cannot keep a sweep
 */
export async function openStore(address: string, options: StoreOptions = {}): Promise<SweepStore> {
  const read = storeAddress(address, options.environment);
  const client = new ObjectClient(read, options);
  await checkStore(client);
  return new S3SweepStore(client, read.place);
}
