import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir, totalmem, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a cluster of one node can be started here: Slurm's daemons are there, and this user may start them. */
export const slurmIsHere =
  ['slurmctld', 'slurmd', 'munged'].every((name) => spawnSync(name, ['-V']).status === 0) &&
  process.getuid?.() === 0;

/** What is said where it cannot. */
export const howToInstall =
  "Slurm's daemons are not installed, or this user may not start them: as root, apt-get install slurmctld slurmd slurm-client munge";

/** A port that nobody listens on now. */
const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** A cluster whose one node is this machine, with all it keeps in a folder of its own. */
export class SlurmCluster {
  readonly folder = mkdtempSync(join(tmpdir(), 'ftn-slurm-'));
  readonly #daemons: ChildProcess[] = [];
  readonly #at = (...parts: string[]) => join(this.folder, ...parts);

  /** What the commands of Slurm need in their environment. */
  get env(): NodeJS.ProcessEnv {
    return { ...process.env, SLURM_CONF: this.#at('slurm.conf') };
  }

  /** Starts its daemons and waits until the node takes jobs. @param cpus as many as it is to have */
  async start(cpus: number): Promise<void> {
    for (const name of ['state', 'spool', 'munge']) mkdirSync(this.#at(name), { mode: 0o700 });
    const socket = this.#at('munge', 'socket');
    writeFileSync(this.#at('munge', 'key'), Buffer.alloc(64, 7), { mode: 0o600 });
    const [control, daemon] = [await freePort(), await freePort()];
    const host = hostname().split('.')[0]!;
    const memory = Math.floor(totalmem() / 2 ** 20 / 2);
    const user = userInfo().username;
    writeFileSync(
      this.#at('slurm.conf'),
      [
        'ClusterName=ftn',
        `SlurmctldHost=${host}(127.0.0.1)`,
        `SlurmctldPort=${control}`,
        `SlurmdPort=${daemon}`,
        `SlurmUser=${user}`,
        `SlurmdUser=${user}`,
        `AuthType=auth/munge`,
        `AuthInfo=socket=${socket}`,
        `CredType=cred/munge`,
        `StateSaveLocation=${this.#at('state')}`,
        `SlurmdSpoolDir=${this.#at('spool')}`,
        `SlurmctldPidFile=${this.#at('slurmctld.pid')}`,
        `SlurmdPidFile=${this.#at('slurmd.pid')}`,
        `SlurmctldLogFile=${this.#at('slurmctld.log')}`,
        `SlurmdLogFile=${this.#at('slurmd.log')}`,
        // Without control groups, which a container may not have.
        'ProctrackType=proctrack/pgid',
        'TaskPlugin=task/none',
        'JobAcctGatherType=jobacct_gather/none',
        'SelectType=select/cons_tres',
        'SelectTypeParameters=CR_CPU_Memory',
        'SlurmdParameters=config_overrides',
        'MpiDefault=none',
        'SwitchType=switch/none',
        'ReturnToService=2',
        'KillWait=20',
        `NodeName=${host} NodeAddr=127.0.0.1 CPUs=${cpus} RealMemory=${memory} State=UNKNOWN`,
        'PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP',
        '',
      ].join('\n'),
    );
    const { env } = this;
    const begin = (name: string, words: string[]) =>
      this.#daemons.push(spawn(name, words, { env, stdio: 'ignore' }));
    const munge = ['key-file', 'seed-file', 'pid-file', 'log-file'].map((name) =>
      name === 'key-file' ? `--key-file=${this.#at('munge', 'key')}` : `--${name}=${this.#at('munge', name)}`,
    );
    begin('munged', ['--foreground', '--force', `--socket=${socket}`, ...munge]);
    begin('slurmctld', ['-D']);
    begin('slurmd', ['-D', '-N', host]);
    for (let tries = 0; tries < 300; tries++) {
      const { stdout } = spawnSync('sinfo', ['--noheader', '--format=%t'], { env, encoding: 'utf8' });
      if (stdout?.trim() === 'idle') return;
      await sleep(200);
    }
    throw new Error(`Slurm's node takes no jobs; its logs are in ${this.folder}`);
  }

  /** Gives a script to the cluster. */
  submit(script: string, words: readonly string[] = [], env: NodeJS.ProcessEnv = {}): string {
    const all = ['--parsable', ...words, script];
    return execFileSync('sbatch', all, {
      cwd: this.folder,
      env: { ...this.env, ...env },
      encoding: 'utf8',
    }).trim();
  }

  /** One command of Slurm, and what it prints. */
  ask(name: string, words: readonly string[]): string {
    return execFileSync(name, words, { env: this.env, encoding: 'utf8' });
  }

  /** Waits until nothing of a job is left in the queue. */
  async settled(job: string): Promise<void> {
    while (
      this.ask('squeue', ['--noheader', '--me', `--jobs=${job}`, '--states=all', '--format=%T'])
        .split('\n')
        .some((state) => /PENDING|RUNNING|COMPLETING|CONFIGURING/.test(state))
    )
      await sleep(500);
  }

  /** Ends it. */
  async stop(): Promise<void> {
    for (const daemon of this.#daemons.reverse()) {
      if (daemon.exitCode !== null) continue;
      const ended = new Promise((resolve) => daemon.once('exit', resolve));
      daemon.kill('SIGTERM');
      await Promise.race([ended, sleep(5000)]);
      daemon.kill('SIGKILL');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
