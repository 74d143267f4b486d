import { LockedError } from '@ftn/errors';
import type { StoredRun } from '@ftn/library/internal';
import { type ClaimPlace, holdsClaim, ownName } from './claim.js';
import { LocalFiles } from './local-files.js';
import { isCheckpoint, type StoredFile } from './manifest.js';
import { keyOfFile, keyOfMark, keyOfSign, runBelow, type Token } from './run-keys.js';
import { putMark, sweepOlder } from './stored-files.js';

/** A run that was taken, and its folder on this machine. */
interface Taken extends ClaimPlace {
  readonly id: string;
  readonly token: Token;
  readonly folder: string;
}

/** Signs of life in the time of a lease, as locks of folders give them. */
const signsInLease = 4;

/** How often the folder is looked at for a new checkpoint, in milliseconds. */
const lookMs = 500;

/** What holds a run in a store: gives signs of life, and brings each new checkpoint there. */
export class HeldRun implements StoredRun {
  readonly #taken: Taken;
  readonly #files: LocalFiles;
  readonly #lost = new AbortController();
  readonly #timers: NodeJS.Timeout[];
  /** Keys of files that this token wrote. */
  readonly #written = new Set<string>();
  /** One after the other: two at once would delete each other's files. */
  #turn: Promise<unknown> = Promise.resolve();
  #saved = '';
  #signs = 0;
  #sign: Promise<void> | null = null;
  #saving = false;
  #swept = false;
  #ended = false;

  constructor(taken: Taken) {
    this.#taken = taken;
    this.#files = new LocalFiles(taken.folder);
    this.#timers = [setInterval(() => this.#giveSign(), taken.lease / signsInLease)];
  }

  /** Begins to bring each new checkpoint into the store: the folder is where the store is. */
  follow(): void {
    this.#timers.push(setInterval(() => void this.#follow(), lookMs));
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async assertHeld(): Promise<void> {
    this.lost.throwIfAborted();
    const { id, token } = this.#taken;
    if (await holdsClaim(this.#taken, id, token, { signal: this.lost })) return;
    this.#lose(
      new LockedError('another process took the run over', {
        file: `${this.#taken.client.shown}, run ${id}`,
        hint: 'Nothing was written. Let it finish.',
      }),
    );
    this.lost.throwIfAborted();
  }

  save(): Promise<void> {
    return this.#inTurn(() => this.#save());
  }

  end(state: 'finished' | 'failed'): Promise<void> {
    return this.#inTurn(async () => {
      if (state === 'failed') await this.#save();
      const wanted = (path: string) => (state === 'failed' ? path === 'failed.json' : path !== 'failed.json');
      const files = await this.#upload(wanted);
      await this.assertHeld();
      // A checkpoint that is looked at later would sweep away what it does not name.
      this.#ended = true;
      await putMark(this.#taken, state, files, { signal: this.lost });
      if (state === 'finished') {
        await this.#sweep(files);
        const { client, id, token } = this.#taken;
        await client.delete(keyOfMark(id, token, 'saved'), { signal: this.lost });
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#turn.catch(() => {});
    // One that is on its way would say that the run is held.
    await this.#sign;
    const { client, id, token } = this.#taken;
    // Where the store is gone the hold lapses by itself.
    const once = { patience: 0 };
    const own = await client.list(`${runBelow(id)}${token}.`, once).catch(() => []);
    for (const { key } of own)
      if (/\.(want|hold|sign-\d+)$/.test(key)) await client.delete(key, once).catch(() => {});
  }

  #lose(reason: unknown): void {
    for (const timer of this.#timers) clearInterval(timer);
    if (!this.lost.aborted) this.#lost.abort(reason);
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const mine = this.#turn.catch(() => {}).then(act);
    this.#turn = mine;
    return mine;
  }

  #giveSign(): void {
    const { client, id, token } = this.#taken;
    this.#sign ??= (async () => {
      // A process that was stopped for long wakes here, and has nothing to say any more.
      await this.assertHeld();
      const number = this.#signs + 1;
      await client.put(keyOfSign(id, token, number), ownName(), { patience: 0 });
      this.#signs = number;
      if (number > 2) await client.delete(keyOfSign(id, token, number - 2), { patience: 0 });
    })()
      // A store that does not answer: silence is what the others should hear.
      .catch(() => {})
      .finally(() => {
        this.#sign = null;
      });
  }

  /** Brings what is new into the store while the run goes on. */
  async #follow(): Promise<void> {
    if (this.#saving) return;
    this.#saving = true;
    await this.save().catch((error: unknown) => this.#lose(error));
    this.#saving = false;
  }

  async #save(): Promise<void> {
    // Without a new checkpoint there is nothing to go on from; logs alone are no reason to write.
    const now = this.#ended ? '' : await this.#files.standing(isCheckpoint);
    if (now === '' || now === this.#saved) return;
    const files = await this.#upload((path) => path.startsWith('run/'));
    await this.assertHeld();
    await putMark(this.#taken, 'saved', files, { signal: this.lost });
    this.#saved = now;
    await this.#sweep(files);
  }

  async #upload(wanted: (path: string) => boolean): Promise<StoredFile[]> {
    const { client, id, token } = this.#taken;
    return this.#files.read(wanted, async ({ sha256, bytes }) => {
      const key = keyOfFile(id, token, sha256);
      if (this.#written.has(key)) return;
      await client.put(key, bytes, { signal: this.lost });
      this.#written.add(key);
    });
  }

  /** Deletes what the newest list of files does not name. */
  async #sweep(files: readonly StoredFile[]): Promise<void> {
    const { client, id, token } = this.#taken;
    const patience = { signal: this.lost };
    if (!this.#swept) await sweepOlder(this.#taken, patience);
    this.#swept = true;
    const named = new Set(files.map(({ sha256 }) => keyOfFile(id, token, sha256)));
    for (const key of this.#written) {
      if (named.has(key)) continue;
      await client.delete(key, patience);
      this.#written.delete(key);
    }
  }
}
