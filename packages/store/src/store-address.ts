import { UsageError } from '@ftn/errors';

/** Where a sweep lies in a store, and how to say it: keys are never part of what is said. */
export interface StoreAddress {
  /** The server's address with the bucket's name, without a slash at its end. */
  readonly url: string;
  readonly region: string;
  /** Ends with a slash, or is empty. */
  readonly prefix: string;
  /** Bucket and prefix, the same on every machine whatever it calls the server. */
  readonly place: string;
  readonly shown: string;
  readonly keys: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/** What of the environment is read; the names are those of the tools of AWS. */
export type StoreEnvironment = Readonly<Record<string, string | undefined>>;

const example = 's3://BUCKET/PREFIX';

const invalid = (got: string) => new UsageError('invalid `store`', { expected: example, got });

/** A bucket's name, as S3 has it. */
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** A part of a prefix: what needs no escape anywhere. */
const part = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

function endpointOf(environment: StoreEnvironment, region: string): string {
  const given = environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL;
  if (!given) return `https://s3.${region}.amazonaws.com`;
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash)
    return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  // Not what was given: it may hold a password wherever it is wrong.
  throw new UsageError('invalid AWS_ENDPOINT_URL', {
    expected: 'an address like https://HOST:PORT, without user or password',
    got: 'something else',
  });
}

/**
 * Reads the address of a sweep in a store; server, region and keys are those of the environment.
 *
 * @throws UsageError that repeats no secret, for what is no address and for keys that are missing
 */
export function storeAddress(text: string, environment: StoreEnvironment = process.env): StoreAddress {
  const [, bucket, path] = /^s3:\/\/([^/]*)(?:\/(.*))?$/s.exec(text) ?? [];
  if (bucket === undefined) throw invalid('another kind of address');
  if (!bucketName.test(bucket)) throw invalid('a bucket of another name than S3 allows');
  const parts = (path ?? '').split('/').filter((one) => one !== '');
  if (!parts.every((one) => part.test(one)))
    throw invalid('a prefix with other characters than letters, digits, dots, hyphens and underscores');
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || 'us-east-1';
  if (!/^[a-z0-9-]{1,40}$/.test(region))
    throw new UsageError('invalid AWS_REGION', { expected: 'a name like us-east-1', got: 'another text' });
  const endpoint = endpointOf(environment, region);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  const { AWS_SESSION_TOKEN: sessionToken } = environment;
  if (!accessKeyId || !secretAccessKey) {
    throw new UsageError('the keys of the store are not known', {
      expected: 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment',
      hint: 'Set both, and AWS_ENDPOINT_URL where the store is not that of AWS.',
    });
  }
  const prefix = parts.map((one) => `${one}/`).join('');
  const place = [bucket, ...parts].join('/');
  return {
    url: `${endpoint}/${bucket}`,
    region,
    prefix,
    place,
    shown: `s3://${place} at ${new URL(endpoint).host}`,
    keys: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
  };
}
