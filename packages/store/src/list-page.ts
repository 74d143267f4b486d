import { FormatError } from '@ftn/errors';
import { SaxesParser } from 'saxes';

/** An object as a list names it. */
export interface ListedObject {
  readonly key: string;
  readonly size: number;
  /** Another one whenever the object was written, with whatever content. */
  readonly version: string;
  /** Milliseconds since 1970, by the clock of the store. */
  readonly written: number;
}

/** A page of a list, and what asks for the next one. */
interface ListPage {
  readonly objects: readonly ListedObject[];
  readonly next: string | null;
}

/** A token that leads to the next page is a key, or a text of the store's own. */
const longestToken = 4096;

const strange = (shown: string, cause?: unknown) =>
  new FormatError('the store answers with something else than a list', {
    file: shown,
    cause,
    hint: 'Check that AWS_ENDPOINT_URL names a server that speaks S3.',
  });

/**
 * A page of what a store lists, as ListObjectsV2 answers. Whoever may write to the store may have named objects as they like:
 * nothing of a key is used here.
 *
 * @throws FormatError for what is no such page
 */
export function readListPage(text: string, shown: string): ListPage {
  const objects: ListedObject[] = [];
  const path: string[] = [];
  let said = new Map<string, string>();
  let truncated = false;
  let next: string | null = null;
  let isList = false;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => {
    path.push(name);
    if (path.length === 1) isList = name === 'ListBucketResult';
    if (path.length === 2 && name === 'Contents') said = new Map();
  });
  parser.on('text', (value) => {
    const [, section, field] = path;
    if (path.length === 3 && section === 'Contents') said.set(field!, (said.get(field!) ?? '') + value);
    if (path.length !== 2) return;
    if (section === 'IsTruncated') truncated = value.trim() === 'true';
    if (section === 'NextContinuationToken') next = (next ?? '') + value;
  });
  parser.on('closetag', () => {
    if (path.length === 2 && path[1] === 'Contents') objects.push(listed(said, shown));
    path.pop();
  });
  try {
    parser.write(text).close();
  } catch (cause) {
    throw strange(shown, cause);
  }
  const ends = next === null || String(next).length > longestToken;
  if (!isList || (truncated && ends)) throw strange(shown);
  return { objects, next: truncated ? next : null };
}

function listed(said: ReadonlyMap<string, string>, shown: string): ListedObject {
  const key = said.get('Key');
  const size = Number(said.get('Size'));
  const date = said.get('LastModified') ?? '';
  const written = Date.parse(date);
  if (key === undefined || !Number.isSafeInteger(size) || size < 0 || Number.isNaN(written))
    throw strange(shown);
  return { key, size, written, version: `${said.get('ETag') ?? ''} ${date}` };
}
