import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { LockedError } from '@ftn/errors';
import type { ListedObject } from './list-page.js';
import type { ObjectClient, Patience } from './object-client.js';
import {
  type Claims,
  keyOfMark,
  type Marks,
  nextToken,
  readMarks,
  runBelow,
  type Token,
  takersOf,
} from './run-keys.js';
import type { Silence } from './silence.js';

/** What taking a run needs. */
export interface ClaimPlace {
  readonly client: ObjectClient;
  readonly silence: Silence;
  /** Milliseconds without a sign of life after which a holder has lost its run. */
  readonly lease: number;
}

/** How often one who met another that wanted the same run tries again. */
const mostTries = 8;

/** All who left something of a run, and when the store was asked. */
export async function claimsOf(
  { client, silence }: Pick<ClaimPlace, 'client' | 'silence'>,
  id: string,
  patience?: Patience,
): Promise<{ readonly claims: Claims; readonly asked: number }> {
  const asked = silence.now();
  const claims = readMarks(await client.list(runBelow(id), patience)).get(id) ?? [];
  return { claims, asked };
}

/** Whoever has a run: the newest of those who took it, while it lives. Older ones were overtaken, whatever they say. */
export function holderOf(
  claims: Claims,
  asked: number,
  { silence, lease }: Pick<ClaimPlace, 'silence' | 'lease'>,
): Token | null {
  const newest = takersOf(claims).at(-1);
  if (!newest?.marks.has('hold')) return null;
  return silence.of(lastSign(newest.marks), asked) < lease ? newest.token : null;
}

/** The last that one who has a run gave of himself. */
export const lastSign = (marks: Marks): ListedObject => marks.get('sign') ?? marks.get('hold')!;

const locked = (client: ObjectClient, id: string) =>
  new LockedError('another process holds this run', {
    file: `${client.shown}, run ${id}`,
    hint: 'Wait for it. Its hold lapses some seconds after its last sign of life.',
  });

/**
 * Waits while a run has a holder who may be gone, until he has been silent for a lease; who is seen to give a sign keeps it. A
 * stop that is asked for ends the waiting.
 */
export async function awaitSilence(
  place: ClaimPlace,
  id: string,
  stop?: { readonly requested: boolean },
): Promise<void> {
  let first: string | undefined;
  while (!stop?.requested) {
    const { claims, asked } = await claimsOf(place, id);
    if (holderOf(claims, asked, place) === null) return;
    const { key, version } = lastSign(takersOf(claims).at(-1)!.marks);
    first ??= `${key} ${version}`;
    if (`${key} ${version}` !== first) return;
    await sleep(place.lease / 16);
  }
}

/**
 * Takes a run, by writing and listing alone: a store must show what was written to whoever lists after that, and nothing else.
 * Each writes that it wants the run, then looks who else does. Of two the later one must see the first, so that never both go on;
 * where they see each other both step back, and try again after different pauses. What says that one wants the run stays until he
 * gives it back: a list that is being made while he takes it shows one of the two.
 *
 * @throws LockedError where another process has the run and lives
 */
export async function takeClaim(place: ClaimPlace, id: string, patience?: Patience): Promise<Token> {
  const { client } = place;
  for (let times = 0; times < mostTries; times++) {
    const before = await claimsOf(place, id, patience);
    if (holderOf(before.claims, before.asked, place)) throw locked(client, id);
    const token = nextToken(before.claims);
    const key = (mark: 'want' | 'hold') => keyOfMark(id, token, mark);
    await client.put(key('want'), ownName(), patience);
    const { claims, asked } = await claimsOf(place, id, patience);
    const others = claims.filter((one) => one.token !== token);
    const held = holderOf(others, asked, place) !== null;
    if (!held && !rivals(others, asked, place)) {
      await client.put(key('hold'), ownName(), patience);
      // One who was stopped for long in between finds that another took the run.
      if (await holdsClaim(place, id, token, patience)) return token;
      await client.delete(key('hold'), patience);
      await client.delete(key('want'), patience);
      throw locked(client, id);
    }
    await client.delete(key('want'), patience);
    if (held) throw locked(client, id);
    await sleep(Math.random() * 50 * 2 ** times);
  }
  throw locked(client, id);
}

/** Whether others want the run: those who came before its newest holder will see that they are too late. */
function rivals(others: Claims, asked: number, { silence, lease }: ClaimPlace): boolean {
  const newest = takersOf(others).at(-1)?.token ?? '';
  return others.some(({ token, marks }) => {
    const want = marks.get('want');
    return want !== undefined && token > newest && silence.of(want, asked) < lease;
  });
}

/** Whether a token is still that of the holder: nobody took the run after it, and nobody swept its hold away. */
export async function holdsClaim(
  place: Pick<ClaimPlace, 'client' | 'silence'>,
  id: string,
  token: Token,
  patience?: Patience,
): Promise<boolean> {
  const newest = takersOf((await claimsOf(place, id, patience)).claims).at(-1);
  return newest?.token === token && newest.marks.has('hold');
}

/** Who one is, for those who look what lies in the store. */
export const ownName = (): string =>
  `${JSON.stringify({ host: hostname(), pid: process.pid, at: new Date().toISOString() })}\n`;
