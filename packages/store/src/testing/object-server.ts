// A store of a test's own in the test's process: the few requests that sweeps make, and whatever is to go wrong with them.

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StoreEnvironment } from '../store-address.js';

/** A request as a test looks at it. */
export interface SeenRequest {
  readonly method: string;
  /** Of a list the prefix. */
  readonly key: string;
}

/** What a test answers in the server's place. */
export interface Answer {
  readonly status: number;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

/** An error as S3 says it. */
export const s3Error = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message></Error>`,
});

/** A server with one bucket, `lab`. */
export class ObjectServer implements AsyncDisposable {
  readonly objects = new Map<string, { bytes: Uint8Array; written: number }>();
  readonly requests: SeenRequest[] = [];
  /** What goes wrong: null leaves a request to the server. */
  answer: (request: SeenRequest) => Answer | null | Promise<Answer | null> = () => null;
  /** Keys in a page. */
  page = 1000;
  readonly #server: Server = createServer((request, response) => void this.#serve(request, response));

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get environment(): StoreEnvironment {
    const { port } = this.#server.address() as AddressInfo;
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'someone',
      AWS_SECRET_ACCESS_KEY: 'topsecret',
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, 'http://host');
    const [, bucket, ...parts] = decodeURIComponent(url.pathname).split('/');
    const isList = url.searchParams.get('list-type') === '2';
    const key = isList ? url.searchParams.get('prefix')! : parts.join('/');
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const seen = { method: isList ? 'LIST' : request.method!, key };
    this.requests.push(seen);
    const said = (await this.answer(seen)) ?? this.#act(seen, bucket!, url, Buffer.concat(chunks));
    response.writeHead(said.status, said.headers).end(said.body);
  }

  #act({ method, key }: SeenRequest, bucket: string, url: URL, body: Buffer): Answer {
    if (bucket !== 'lab') return s3Error(404, 'NoSuchBucket');
    if (method === 'LIST') return this.#list(key, url.searchParams.get('continuation-token') ?? '');
    if (method === 'PUT') {
      this.objects.set(key, { bytes: body, written: Date.now() });
      return { status: 200 };
    }
    if (method === 'DELETE') {
      this.objects.delete(key);
      return { status: 204 };
    }
    const found = this.objects.get(key);
    return found ? { status: 200, body: found.bytes } : s3Error(404, 'NoSuchKey');
  }

  #list(prefix: string, after: string): Answer {
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = keys.slice(0, this.page);
    const entries = page.map((key) => {
      const { bytes, written } = this.objects.get(key)!;
      const etag = createHash('md5').update(bytes).digest('hex');
      const date = new Date(written).toISOString();
      return `<Contents><Key>${escaped(key)}</Key><LastModified>${date}</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>${bytes.length}</Size></Contents>`;
    });
    const more = keys.length > page.length;
    const next = more ? `<NextContinuationToken>${escaped(page.at(-1)!)}</NextContinuationToken>` : '';
    return {
      status: 200,
      body: `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${more}</IsTruncated>${next}${entries.join('')}</ListBucketResult>`,
    };
  }
}
