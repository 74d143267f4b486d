import { UsageError } from '@ftn/errors';
import { storageError } from '@ftn/errors/node';
import { crc32 } from '../bytes/crc32.js';
import { type Fs, type FsFile, nodeFs } from './fs.js';
import { readFileIfThere } from './read-file.js';
import type { JsonValue } from './run-checkpoint/format.js';
import { writeAll, writeFileAtomic } from './write-file-atomic.js';

/** A line of a metrics log; the name `crc` is taken. */
export interface MetricsRecord {
  readonly step: number;
  readonly [name: string]: JsonValue;
}

/** The content of a log: its records, and its damaged lines (1-based). */
export interface MetricsContent {
  readonly records: readonly MetricsRecord[];
  readonly damaged: readonly number[];
}

const ending = /,"crc":"([0-9a-f]{8})"\}$/;
const checksum = (text: string) => crc32(new TextEncoder().encode(text)).toString(16).padStart(8, '0');

/**
 * An append-only log of JSON lines, each closed by the CRC-32 of the line without it (`,"crc":"…"`), so that a line
 * cut off by a crash is known as such and everything else stays readable by any tool.
 */
export class MetricsLog implements AsyncDisposable {
  readonly path: string;
  readonly #fs: Fs;
  #file: FsFile;
  /** The last line may lack its end: the next one has to start on its own. */
  #torn: boolean;

  private constructor(path: string, fs: Fs, file: FsFile, torn: boolean) {
    this.path = path;
    this.#fs = fs;
    this.#file = file;
    this.#torn = torn;
  }

  /** Opens a log for appending; creates it where missing. */
  static async open(path: string, options: { fs?: Fs } = {}): Promise<MetricsLog> {
    const { fs = nodeFs } = options;
    const torn = ((await readIfThere(path, fs)).at(-1) ?? 0x0a) !== 0x0a;
    return new MetricsLog(path, fs, await openForAppend(path, fs), torn);
  }

  /** Reads a log without opening it for writing; empty if the file is missing. */
  static async read(path: string, options: { fs?: Fs } = {}): Promise<MetricsContent> {
    const { fs = nodeFs } = options;
    const records: MetricsRecord[] = [];
    const damaged: number[] = [];
    for (const [index, line] of lines(await readIfThere(path, fs)).entries()) {
      const record = parseLine(line);
      if (record !== null) records.push(record);
      else if (line !== '') damaged.push(index + 1);
    }
    return { records, damaged };
  }

  /** Adds a record; it has left this process when the promise resolves. */
  async append(record: MetricsRecord): Promise<void> {
    const text = JSON.stringify(record);
    if (!Number.isSafeInteger(record.step) || 'crc' in record) {
      throw new UsageError('a metrics record needs a whole step and no crc field', {
        got: text.slice(0, 80),
      });
    }
    const line = `${this.#torn ? '\n' : ''}${text.slice(0, -1)},"crc":"${checksum(text)}"}\n`;
    this.#torn = true;
    try {
      await writeAll(this.#file, new TextEncoder().encode(line));
    } catch (error) {
      throw storageError('the log could not be written', this.path, error, line.length);
    }
    this.#torn = false;
  }

  /** Returns once every record so far would survive a power loss. */
  async sync(): Promise<void> {
    await this.#file.sync().catch((error: unknown) => {
      throw storageError('the log could not be written', this.path, error);
    });
  }

  /** Everything that can be read. */
  read(): Promise<MetricsContent> {
    return MetricsLog.read(this.path, { fs: this.#fs });
  }

  /**
   * Keeps the intact records that `keep` names, for a run that goes back: one atomic rewrite, so that a run killed at
   * any moment of it finds the log as it was or as it should be.
   */
  async rewrite(keep: (record: MetricsRecord) => boolean): Promise<void> {
    const kept = lines(await readIfThere(this.path, this.#fs)).filter((line) => {
      const record = parseLine(line);
      return record !== null && keep(record);
    });
    await this.close();
    try {
      await writeFileAtomic(this.path, kept.map((line) => `${line}\n`).join(''), { fs: this.#fs });
      this.#torn = false;
    } finally {
      this.#file = await openForAppend(this.path, this.#fs);
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

async function openForAppend(path: string, fs: Fs): Promise<FsFile> {
  try {
    return await fs.open(path, 'a');
  } catch (error) {
    throw storageError('the log could not be opened', path, error);
  }
}

const readIfThere = async (path: string, fs: Fs) => (await readFileIfThere(path, fs)) ?? new Uint8Array(0);

/** The lines, the last one also where its end is missing. */
function lines(bytes: Uint8Array): string[] {
  const text = new TextDecoder().decode(bytes);
  const all = text.split('\n');
  if (all.at(-1) === '') all.pop();
  return all;
}

/** A line's record; null where the line is damaged. */
function parseLine(line: string): MetricsRecord | null {
  const crc = ending.exec(line)?.[1];
  if (crc === undefined) return null;
  const text = `${line.slice(0, -`,"crc":"${crc}"}`.length)}}`;
  if (checksum(text) !== crc) return null;
  try {
    const record = JSON.parse(text) as MetricsRecord;
    return Number.isSafeInteger(record?.step) ? record : null;
  } catch {
    return null;
  }
}
