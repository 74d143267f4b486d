import { createHash } from 'node:crypto';
import { FormatError } from '@ftn/errors';
import {
  type StandingOptions,
  type StoredRun,
  type SweepStore,
  stepsIn,
  type TakeOptions,
  usualLease,
} from '@ftn/library/internal';
import { awaitSilence, claimsOf, holderOf, lastSign, takeClaim } from './claim.js';
import { HeldRun } from './held-run.js';
import { localPaths, replaceLocal, writeLocal } from './local-files.js';
import { isCheckpoint } from './manifest.js';
import type { ObjectClient } from './object-client.js';
import {
  type Claims,
  keyOfMark,
  type Mark,
  marksBelow,
  readMarks,
  type Token,
  takersOf,
} from './run-keys.js';
import { Silence } from './silence.js';
import { type FilesOf, filesAt, loadFile } from './stored-files.js';
import { pullPlan, pushPlan } from './stored-plan.js';

/** What `standing` tells of each run. */
type Standing = Awaited<ReturnType<SweepStore['standing']>>;

/** A sweep in a store that speaks S3. */
export class S3SweepStore implements SweepStore {
  readonly #client: ObjectClient;
  readonly #silence = new Silence();
  readonly queueName: string;

  /** @param place the bucket and prefix, which make the name of the queue */
  constructor(client: ObjectClient, place: string) {
    this.#client = client;
    this.queueName = `ftn-${createHash('sha256').update(place).digest('hex').slice(0, 16)}`;
  }

  get shown(): string {
    return this.#client.shown;
  }

  pullPlan(out: string): Promise<boolean> {
    return pullPlan(this.#client, out);
  }

  pushPlan(out: string): Promise<void> {
    return pushPlan(this.#client, out);
  }

  async standing({ once = false, lease = usualLease }: StandingOptions = {}): Promise<Standing> {
    const asked = this.#silence.now();
    const marks = readMarks(await this.#client.list(marksBelow, once ? {} : { patience: 0 }));
    const lives = (claims: Claims) => {
      const held = holderOf(claims, asked, { silence: this.#silence, lease });
      if (held === null || !once) return held !== null;
      return Date.now() - lastSign(takersOf(claims).at(-1)!.marks).written <= lease;
    };
    return new Map([...marks].map(([id, claims]) => [id, stateOf(claims, lives)]));
  }

  async pull(folder: string, id: string): Promise<void> {
    for (let times = 1; ; times++) {
      const { claims } = await claimsOf({ client: this.#client, silence: this.#silence }, id);
      const newest = takersOf(claims).at(-1);
      const mark = (['finished', 'failed'] as const).find((one) => newest?.marks.has(one));
      if (!newest || !mark) return;
      try {
        await this.#bring({ client: this.#client, id, token: newest.token }, mark, folder);
        return;
      } catch (error) {
        // One who took the run meanwhile has swept away what was there.
        if (!(error instanceof FormatError) || times === 3) throw error;
      }
    }
  }

  async #bring(of: FilesOf, mark: Mark, folder: string): Promise<void> {
    const files = await filesAt(of, mark);
    if (files === null) throw new FormatError('a run was taken anew', { file: this.shown });
    const wanted = files.filter(({ path }) => !isCheckpoint(path));
    const bring = mark === 'failed' ? writeLocal : replaceLocal;
    await bring(folder, wanted, (file) => loadFile(of, file));
  }

  async take(
    folder: string,
    id: string,
    { lease = usualLease, stop, tell }: TakeOptions,
  ): Promise<StoredRun> {
    const place = { client: this.#client, silence: this.#silence, lease };
    await awaitSilence(place, id, stop);
    const token = await takeClaim(place, id);
    const held = new HeldRun({ ...place, id, token, folder });
    try {
      await this.#restore(folder, id, token, tell ?? (() => {}));
      held.follow();
      return held;
    } catch (error) {
      await held[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Brings a folder to where those who had the run before were, unless it is as far already. */
  async #restore(folder: string, id: string, own: Token, tell: (text: string) => void): Promise<void> {
    const here = await localPaths(folder);
    // What came of a run is the same wherever it was trained.
    if (here.includes('result.json')) return;
    const { claims } = await claimsOf({ client: this.#client, silence: this.#silence }, id);
    for (const { token, marks } of [...takersOf(claims)].reverse()) {
      if (token === own) continue;
      const of = { client: this.#client, id, token };
      for (const mark of ['finished', 'saved'] as const) {
        if (!marks.has(mark)) continue;
        try {
          const files = await filesAt(of, mark);
          if (files === null) continue;
          if (mark === 'saved' && stepsIn(here) >= stepsIn(files.map(({ path }) => path))) return;
          await replaceLocal(folder, files, (file) => loadFile(of, file));
          return;
        } catch (error) {
          if (!(error instanceof FormatError)) throw error;
          tell(`${error.message} It is passed over.`);
        }
      }
    }
  }

  async forgetFailure(id: string): Promise<void> {
    const { claims } = await claimsOf({ client: this.#client, silence: this.#silence }, id);
    for (const { token, marks } of claims)
      if (marks.has('failed')) await this.#client.delete(keyOfMark(id, token, 'failed'));
  }
}

/** How a run stands by the newest of those who took it. */
function stateOf(claims: Claims, lives: (claims: Claims) => boolean) {
  const newest = takersOf(claims).at(-1)?.marks;
  if (newest?.has('finished')) return 'finished';
  if (newest && lives(claims)) return 'running';
  if (newest?.has('failed')) return 'failed';
  return claims.some(({ marks }) => marks.has('saved')) ? 'stopped' : 'waiting';
}
