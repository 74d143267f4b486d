import type * as promises from 'node:fs/promises';
import { basename } from 'node:path';

type FsPromises = typeof promises;
type Method = (...given: unknown[]) => unknown;

let callsLeft = Number.POSITIVE_INFINITY;
let made: string[] = [];

/** A careless writer to be caught: each file is put in place by rewriting the old one. */
export type Fault = 'rewrite in place';
let fault: Fault | undefined;
let fatal: string | undefined;

/** Begins the life of a process that dies before its n-th call to the file system, or before one of a name; else it lives on. */
export function beginLife(diesAt: number | string = Number.POSITIVE_INFINITY, withFault?: Fault): void {
  callsLeft = typeof diesAt === 'number' ? diesAt - 1 : Number.POSITIVE_INFINITY;
  fatal = typeof diesAt === 'string' ? diesAt : undefined;
  fault = withFault;
  made = [];
}

/** Whether it has died: from then on every call fails, so that no clean-up of the dead reaches the disk. */
export const isDead = () => callsLeft < 0;

/** Its calls so far, each with the file: `file.write metrics.jsonl`. */
export const callsMade = (): readonly string[] => made;

let listener: (made: number) => void = () => {};
/** Is told at each call how many there were. */
export function onCall(tell: (made: number) => void): void {
  listener = tell;
}

function count(call: string, file: string): void {
  made.push(`${call} ${file}`);
  listener(made.length);
  if (`${call} ${file}` === fatal) callsLeft = 0;
  if (--callsLeft < 0) throw Object.assign(new Error(`killed before ${call} ${file}`), { code: 'EKILLED' });
}

/** The same object, of which each call to one of the named methods is counted before it is made. */
function counted<T extends object>(
  target: T,
  methods: readonly string[],
  name: (given: unknown[]) => string,
  prefix = '',
): T {
  return new Proxy(target, {
    get(from, key) {
      const value = Reflect.get(from, key) as unknown;
      if (typeof value !== 'function') return value;
      if (!methods.includes(String(key))) return value.bind(from);
      return async (...given: unknown[]) => {
        const file = name(given);
        count(`${prefix}${String(key)}`, file);
        const result = await (value as Method).apply(from, given);
        return key === 'open' ? counted(result as object, fileMethods, () => file, 'file.') : result;
      };
    },
  });
}

const fileMethods = ['read', 'write', 'sync', 'truncate', 'stat', 'writeFile', 'appendFile', 'close'];
const methods = [
  'open',
  'rename',
  'link',
  'unlink',
  'mkdir',
  'readdir',
  'stat',
  'writeFile',
  'readFile',
  'appendFile',
  'rm',
];

/** The name of a call's last path, without what makes a temporary file's name its own. */
const lastPath = (given: unknown[]) =>
  basename(String(given.findLast((one) => String(one).includes('/')) ?? given[0])).replace(
    /\d+-[0-9a-f]{16}/,
    '*',
  );

/** Node's `fs/promises` as a process sees it that may be killed between any two calls. */
export function dyingFs(real: FsPromises): FsPromises {
  const rename: FsPromises['rename'] = async (from, to) => {
    if (fault !== 'rewrite in place') return real.rename(from, to);
    const content = await real.readFile(from);
    await real.unlink(from);
    await real.writeFile(to, '');
    count('rewrite', lastPath([to]));
    await real.writeFile(to, content);
  };
  return counted({ ...real, rename }, methods, lastPath);
}
