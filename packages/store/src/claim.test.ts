import { LockedError } from '@ftn/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { awaitSilence, claimsOf, holderOf, holdsClaim, takeClaim } from './claim.js';
import { ObjectClient } from './object-client.js';
import { keyOfMark, keyOfSign, type Token } from './run-keys.js';
import { Silence } from './silence.js';
import { storeAddress } from './store-address.js';
import { ObjectServer } from './testing/object-server.js';

const id = 'a'.repeat(16);
const lease = 400;
let server: ObjectServer;
let client: ObjectClient;

beforeAll(async () => {
  server = await new ObjectServer().start();
  client = new ObjectClient(storeAddress('s3://lab/x', server.environment));
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  server.objects.clear();
  server.answer = () => null;
});

/** A process as far as a store knows one. */
const process_ = () => ({ client, silence: new Silence(), lease });

const release = async (token: Token) => {
  await client.delete(keyOfMark(id, token, 'hold'));
  await client.delete(keyOfMark(id, token, 'want'));
};

describe('takeClaim', () => {
  it('gives a run to one of many who want it at once, round after round', async () => {
    const tokens: string[] = [];
    for (let round = 0; round < 30; round++) {
      const all = await Promise.allSettled(Array.from({ length: 6 }, () => takeClaim(process_(), id)));
      const taken = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      const refused = all.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      expect(refused.every((error) => error instanceof LockedError)).toBe(true);
      expect(taken.length).toBeLessThanOrEqual(1);
      if (taken.length === 0) continue;
      tokens.push(taken[0]!);
      await client.put(keyOfMark(id, taken[0]!, 'saved'), '{}');
      await release(taken[0]!);
    }
    // All may step back now and then; tokens grow whoever has them.
    expect(tokens.length).toBeGreaterThan(20);
    expect(tokens).toEqual([...tokens].sort());
    expect(new Set(tokens.map((token) => token.slice(0, 8))).size).toBe(tokens.length);
  });

  it('is refused while the holder gives signs, and given once he is silent for a lease', async () => {
    const token = await takeClaim(process_(), id);
    let signs = 0;
    const living = setInterval(() => void client.put(keyOfSign(id, token, ++signs), 'alive'), lease / 4);
    const other = process_();
    await awaitSilence(other, id);
    await expect(takeClaim(other, id)).rejects.toThrow(LockedError);
    clearInterval(living);
    const began = performance.now();
    await awaitSilence(other, id);
    // He may give one more sign that was on its way: then it is waited for once more.
    await awaitSilence(other, id);
    const next = await takeClaim(other, id);
    expect(performance.now() - began).toBeGreaterThanOrEqual(lease * 0.9);
    expect(next > token).toBe(true);
    expect(await holdsClaim(other, id, token)).toBe(false);
    expect(await holdsClaim(other, id, next)).toBe(true);
  });

  it('has no use for a sign of one who was overtaken', async () => {
    const first = await takeClaim(process_(), id);
    const other = process_();
    await awaitSilence(other, id);
    const second = await takeClaim(other, id);
    await client.put(keyOfMark(id, first, 'hold'), 'mine');
    await client.put(keyOfSign(id, first, 99), 'alive');
    const { claims, asked } = await claimsOf(other, id);
    expect(holderOf(claims, asked, other)).toBe(second);
    expect(await holdsClaim(other, id, second)).toBe(true);
    await client.put(keyOfMark(id, second, 'finished'), '{}');
    await release(second);
    const later = await claimsOf(other, id);
    expect(holderOf(later.claims, later.asked, other)).toBeNull();
  });

  it('steps back where it was stopped for long before it took the run', async () => {
    const slow = process_();
    const other = process_();
    let next: Token | undefined;
    server.answer = async ({ method, key }) => {
      if (next !== undefined || method !== 'PUT' || !key.endsWith('.hold')) return null;
      next = 'pending' as Token;
      // While this one is about to write that it has the run, another one finds it silent, and takes it.
      const wants = [...server.objects.keys()].filter((one) => one.endsWith('.want'));
      expect(wants).toHaveLength(1);
      for (let times = 0; next === ('pending' as Token) && times < 20; times++)
        next = await takeClaim(other, id).catch(() => next);
      return null;
    };
    await expect(takeClaim(slow, id)).rejects.toThrow(LockedError);
    expect(await holdsClaim(other, id, next!)).toBe(true);
  });

  it('asks of a store that is gone for a while again, and goes on', async () => {
    let failures = 0;
    server.answer = () => (failures++ < 4 ? { status: 503 } : null);
    const token = await takeClaim(process_(), id);
    expect(failures).toBeGreaterThan(4);
    expect(await holdsClaim(process_(), id, token)).toBe(true);
  });
});
