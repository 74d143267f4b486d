import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { FormatError, StorageError } from '@ftn/errors';
import { AwsClient } from 'aws4fetch';
import { type ListedObject, readListPage } from './list-page.js';
import { codeIn, mayPass, type Refusal, refused, unreachable } from './refusal.js';
import type { StoreAddress } from './store-address.js';

/** How long a store is waited for. */
export interface Patience {
  /** Milliseconds for which a request is made again while the store does not answer; 0 makes it once. */
  readonly patience?: number | undefined;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** A store that restarts or is cut off for some minutes ends nothing. */
const usualPatience = 10 * 60_000;

/** The pause before a request is made again: twice as long each time, and never the same for two workers. */
const pauseBefore = (times: number) => Math.min(100 * 2 ** times, 5000) * (0.5 + Math.random());

/** A request takes no longer than this and what its bytes take at a megabyte a second, in milliseconds. */
const slowest = (bytes: number) => 15_000 + Math.ceil(bytes / 1000);

/** The most bytes of a list's page: a thousand keys of at most a kilobyte, escaped, with what stands beside them. */
const mostListed = 8 * 2 ** 20;

/** How an answer is read. */
interface Asking extends Patience {
  /** The most bytes it may have. */
  readonly limit?: number;
  /** Whether there may be nothing there. */
  readonly absent?: boolean;
}

/** More objects below a prefix than any sweep has: a list that goes on is no sweep's. */
const mostObjects = 1_000_000;

/** Objects below the prefix of a sweep, by keys without it. Every request may be made twice, to the same end. */
export class ObjectClient {
  readonly #address: StoreAddress;
  readonly #client: AwsClient;
  readonly #patience: number;

  constructor(address: StoreAddress, { patience = usualPatience }: Pick<Patience, 'patience'> = {}) {
    this.#address = address;
    this.#patience = patience;
    // Made again below, where it can be ended, and where a connection that broke is one reason more.
    this.#client = new AwsClient({ ...address.keys, region: address.region, service: 's3', retries: 0 });
  }

  /** The store's address as it may be said. */
  get shown(): string {
    return this.#address.shown;
  }

  /** Writes an object whole, in the place of another one. */
  async put(key: string, body: string | Uint8Array<ArrayBuffer>, patience: Patience = {}): Promise<void> {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    // Signed with its hash: what was damaged on its way is refused.
    const headers = { 'x-amz-content-sha256': createHash('sha256').update(bytes).digest('hex') };
    await this.#ask(this.#path(key), { method: 'PUT', body: bytes, headers }, patience);
  }

  /**
   * An object's bytes; null where there is none.
   *
   * @throws FormatError where it has more than `limit` bytes
   */
  async get(key: string, limit: number, patience: Patience = {}): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#ask(this.#path(key), { method: 'GET' }, { ...patience, limit, absent: true });
  }

  /** Deletes an object, or finds that there is none. */
  async delete(key: string, patience: Patience = {}): Promise<void> {
    await this.#ask(this.#path(key), { method: 'DELETE' }, { ...patience, absent: true });
  }

  /** The objects whose keys begin so, in the order of their keys. */
  async list(below: string, patience: Patience = {}): Promise<ListedObject[]> {
    const { prefix, shown } = this.#address;
    const all: ListedObject[] = [];
    const seen = new Set<string>();
    for (let next: string | null = ''; next !== null; ) {
      const query = new URLSearchParams({ 'list-type': '2', prefix: prefix + below });
      if (next !== '') query.set('continuation-token', next);
      const bytes = await this.#ask(`?${query}`, { method: 'GET' }, patience);
      const page = readListPage(new TextDecoder().decode(bytes!), shown);
      for (const one of page.objects)
        if (one.key.startsWith(prefix)) all.push({ ...one, key: one.key.slice(prefix.length) });
      next = page.next;
      if (next !== null && (seen.has(next) || all.length > mostObjects))
        throw new FormatError('the list of the store does not end', { file: shown });
      if (next !== null) seen.add(next);
    }
    return all;
  }

  #path(key: string): string {
    return `/${this.#address.prefix}${key}`;
  }

  /** Asks until there is an answer that stands, or patience is at its end. */
  async #ask(
    path: string,
    init: RequestInit & { readonly body?: Uint8Array<ArrayBuffer> },
    { patience = this.#patience, signal, absent = false, limit = mostListed }: Asking,
  ): Promise<Uint8Array<ArrayBuffer> | null> {
    const { shown } = this.#address;
    const until = performance.now() + patience;
    const longest = patience === 0 ? quick : slowest(init.body?.length ?? limit);
    for (let times = 0; ; times++) {
      signal?.throwIfAborted();
      const once = AbortSignal.timeout(longest);
      const ended = signal ? AbortSignal.any([once, signal]) : once;
      const answer = await this.#once(path, { ...init, signal: ended }, limit).catch((error: unknown) => {
        if (error instanceof StorageError || error instanceof FormatError) throw error;
        signal?.throwIfAborted();
        return { error };
      });
      if (answer instanceof Uint8Array) return answer;
      if ('status' in answer && answer.status === 404 && absent && answer.code !== 'NoSuchBucket')
        return null;
      if ('status' in answer && !mayPass(answer)) throw refused(shown, answer);
      if (performance.now() >= until)
        throw 'status' in answer ? refused(shown, answer) : unreachable(shown, answer.error);
      await sleep(pauseBefore(times), undefined, signal && { signal }).catch(() => {});
    }
  }

  async #once(path: string, init: RequestInit, limit: number): Promise<Uint8Array<ArrayBuffer> | Refusal> {
    // A server that sends on to another address would be given what it is not to know.
    const response = await this.#client.fetch(`${this.#address.url}${path}`, { ...init, redirect: 'manual' });
    const bytes = await wholeBody(response, Math.max(limit, mostListed));
    if (response.ok && bytes && bytes.length <= limit) return bytes;
    if (response.ok)
      throw new FormatError(`an object of the store is larger than ${limit} bytes`, {
        file: this.#address.shown,
        hint: 'Something else wrote it. Delete what lies there, or take another prefix.',
      });
    return { status: response.status, code: codeIn(new TextDecoder().decode(bytes?.slice(0, 4096))) };
  }
}

/** For those who ask once, an answer must come within this many milliseconds. */
const quick = 2500;

/** The bytes of an answer; null once they are more than allowed, whatever it said of their number. */
async function wholeBody(response: Response, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > most) return null;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
