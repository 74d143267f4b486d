import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { openStore, type StoreEnvironment } from '@ftn/store';
import { ServerProcess } from './server-process.js';

/** A server that speaks S3 over a folder, where one is installed. */
const program = ['versitygw', join(homedir(), 'go', 'bin', 'versitygw')].find(
  (one) => spawnSync(one, ['--version']).status === 0,
);

/** Whether the rows can run: they ask a real server. */
export const storeIsHere = program !== undefined;

/** What is said where they are skipped. */
export const howToInstallStore =
  'no versitygw is installed: go install github.com/versity/versitygw/cmd/versitygw@v1.0.14';

/** A port that nobody has now. */
const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** A store of a test's own on loopback, with one bucket: `lab`. */
export class StoreServer extends ServerProcess {
  readonly #data = join(this.folder, 'data');
  #port = 0;

  constructor() {
    super('ftn-store-');
  }

  get environment(): StoreEnvironment & Record<string, string> {
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${this.#port}`,
      AWS_ACCESS_KEY_ID: 'someone',
      AWS_SECRET_ACCESS_KEY: 'topsecret',
    };
  }

  /** Starts it, or starts it again where it was, and waits until it answers. */
  async start(): Promise<this> {
    mkdirSync(join(this.#data, 'lab'), { recursive: true });
    if (this.#port === 0) this.#port = await freePort();
    const { environment } = this;
    await this.run(
      program!,
      ['--port', `127.0.0.1:${this.#port}`, '--quiet', 'posix', this.#data],
      () => openStore('s3://lab/start', { environment }),
      {
        ROOT_ACCESS_KEY: environment.AWS_ACCESS_KEY_ID,
        ROOT_SECRET_KEY: environment.AWS_SECRET_ACCESS_KEY,
      },
    );
    return this;
  }

  /** Everything that lies below a prefix, with all that a write would change. */
  objects(prefix: string): Record<string, string> {
    for (let tries = 0; ; tries++) {
      try {
        return this.#objects(join(this.#data, 'lab', prefix));
      } catch (error) {
        // The server removes folders that are empty, also while they are looked at.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === 100) throw error;
      }
    }
  }

  #objects(folder: string): Record<string, string> {
    const names = existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]) : [];
    return Object.fromEntries(
      names.sort().flatMap((name) => {
        const stat = statSync(join(folder, name));
        return stat.isDirectory() ? [] : [[name, `${stat.ino} ${stat.mtimeMs} ${stat.size}`]];
      }),
    );
  }
}
