import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFixture } from '../__fixtures__/run-on-sources.js';
import { whatIsWrongWith, writeManifest } from '../native/installed-engine.js';
import { installOnce } from './install-once.js';

let cache: string;
let builds: number;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'ftn-once-'));
  builds = 0;
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

async function build(staging: string): Promise<{ ready: string }> {
  builds++;
  const ready = join(staging, 'ready');
  mkdirSync(ready);
  writeFileSync(join(ready, 'a'), 'whole');
  writeManifest(ready, ['a']);
  return { ready };
}

const script = new URL('./__fixtures__/install-slowly.ts', import.meta.url);

/** Another process that installs; `said` resolves when its output holds the text. */
function installer(pauseMs: number): {
  child: ChildProcess;
  said: (text: string) => Promise<void>;
  end: Promise<string>;
} {
  const child = startFixture(script, [cache, String(pauseMs)]);
  let out = '';
  const waiting: { text: string; resolve: () => void }[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    for (const one of waiting) if (out.includes(one.text)) one.resolve();
  });
  const end = new Promise<string>((resolve) => child.on('close', () => resolve(out)));
  const said = (text: string) => new Promise<void>((resolve) => waiting.push({ text, resolve }));
  return { child, said, end };
}

describe('installOnce', () => {
  it('installs, and the next time finds it installed without building', async () => {
    const path = join(cache, 'engine');
    expect(await installOnce({ cache, key: 'engine', build })).toEqual({
      installed: true,
      path,
      reason: 'installed now',
    });
    expect((await installOnce({ cache, key: 'engine', build })).reason).toBe('already installed');
    expect(builds).toBe(1);
    expect(readdirSync(cache)).toEqual(['engine']);
  });

  it('builds once for two concurrent callers', async () => {
    const both = await Promise.all([1, 2].map(() => installOnce({ cache, key: 'engine', build })));
    expect(both.map(({ reason }) => reason).sort()).toEqual([
      'another process installed it',
      'installed now',
    ]);
    expect(builds).toBe(1);
  });

  it('replaces a damaged folder', async () => {
    const path = join(cache, 'engine');
    mkdirSync(path);
    writeFileSync(join(path, 'a'), 'half');
    expect((await installOnce({ cache, key: 'engine', build })).reason).toBe('installed now');
    expect(whatIsWrongWith(path)).toBeNull();
  });

  it('passes on why there is nothing to install, and leaves nothing behind', async () => {
    const result = await installOnce({ cache, key: 'engine', build: async () => ({ reason: 'no pip' }) });
    expect(result).toEqual({ installed: false, path: '', reason: 'no pip' });
    await expect(
      installOnce({ cache, key: 'engine', build: () => Promise.reject(new Error('full')) }),
    ).rejects.toThrow('full');
    expect(readdirSync(cache)).toEqual([]);
  });

  it('leaves nothing half-built visible when killed, and the next call cleans up and installs', async () => {
    const killed = installer(60_000);
    await killed.said('built a');
    killed.child.kill('SIGKILL');
    await killed.end;
    expect(existsSync(join(cache, 'engine'))).toBe(false);
    expect(readdirSync(cache).length).toBe(2);

    expect((await installOnce({ cache, key: 'engine', build })).reason).toBe('installed now');
    expect(readdirSync(cache)).toEqual(['engine']);
  });

  it('leaves the work of a live process alone, and uses its result', async () => {
    const other = installer(300);
    await other.said('built a');
    const lines: string[] = [];
    const result = await installOnce({ cache, key: 'engine', build, log: (line) => lines.push(line) });
    expect(result.reason).toBe('another process installed it');
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^waiting for process ${other.child.pid} on `))]);
    expect(await other.end).toContain('installed now');
    expect(builds).toBe(0);
  });
});
