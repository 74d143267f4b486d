import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ftn, type Outcome, tinyRecipe } from './commands.js';
import { writeEngineersData } from './engineers-data.js';

/** Flags of a training of seconds. */
export const small = ['--recipe', tinyRecipe, '--workers', '0', '--epochs', '1'];

/** A day of a person at a terminal: what was typed, how long it took, and a folder for it. */
export class Day implements AsyncDisposable {
  readonly scratch: string;
  /** A folder of three domains, as they come. */
  readonly data: string;
  readonly #log: string[] = [];

  private constructor(scratch: string, data: string) {
    this.scratch = scratch;
    this.data = data;
  }

  static async begin(): Promise<Day> {
    const scratch = await mkdtemp(join(tmpdir(), 'ftn-days-'));
    return new Day(scratch, await writeEngineersData(join(scratch, 'a')));
  }

  readonly at = (...parts: string[]): string => join(this.scratch, ...parts);

  /** Times a piece of work for the log. */
  async timed<T>(what: string, said: string, work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const made = await work();
    const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(6);
    this.#log.push(`${seconds} s  ${what.padEnd(4)} ${said.replaceAll(this.scratch, '…').slice(0, 124)}`);
    return made;
  }

  /** Does what a person typed; says how long it took, and holds the exit code. */
  readonly step = async (what: string, code: number, ...words: string[]): Promise<Outcome> => {
    const outcome = await this.timed(what, `ftn ${words.join(' ')}`, () => ftn(...words));
    expect(outcome.code, `${what}: ${outcome.err}`).toBe(code);
    return outcome;
  };

  /** Prints the log and removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    process.stdout.write(`\n${this.#log.join('\n')}\n`);
    await rm(this.scratch, { recursive: true, force: true });
  }
}
