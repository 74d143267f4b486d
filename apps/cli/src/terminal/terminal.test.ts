import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { run } from '../run.js';
import { Terminal } from './terminal.js';

/** What a stranger may call a class, a domain, a tensor or a file. */
const hostile = [
  '\u001b]0;owned\u0007',
  '\u001b[2J',
  '\u009b31m',
  'b\r\nftn: all is well',
  'exe.\u202egnp',
  'a\u2028b',
];

/** Anything but text and the ends of our own lines. */
const raw = /[^\P{C}\n]|[\u2028\u2029]/u;

type Refusal = (chunk: Buffer) => string | undefined;

/** A stream as a terminal would be, that refuses writes with the code a function gives. */
function sink(refuse: Refusal = () => undefined, isTTY = false) {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      const code = refuse(chunk);
      if (code === undefined) text += chunk.toString();
      done(code === undefined ? null : Object.assign(new Error('write refused'), { code }));
    },
  });
  Object.assign(stream, {
    isTTY,
    columns: 80,
    cursorTo: () => {},
    clearLine: () => {},
    _write: stream._write,
  });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}

describe('the terminal', () => {
  it.each(hostile)('shows %j as what it is, in results, notes, errors, progress and objects', (name) => {
    const [out, err] = [sink(), sink()];
    const terminal = new Terminal(out.stream, err.stream);
    terminal.print(`result of ${name}`);
    terminal.printBlock(`one ${name.replaceAll(/[\r\n]/g, '')}\ntwo`);
    terminal.tell(name, true);
    terminal.note(name);
    terminal.error(name.replaceAll('\r\n', ''));
    terminal.progress(name, { done: 1, total: 2, detail: name });
    terminal.json({ [name]: [name] });
    for (const text of [out.text(), err.text()]) expect(text).not.toMatch(raw);
    expect(out.text().trimEnd().split('\n')).toHaveLength(4);
    expect(err.text().trimEnd().split('\n')).toHaveLength(4);
    expect(JSON.parse(out.text().trimEnd().split('\n').at(-1)!)).toEqual({ [name]: [name] });
  });

  it.each(hostile)('shows %j beside a bar as what it is', (name) => {
    const err = sink(undefined, true);
    const terminal = new Terminal(sink().stream, err.stream);
    terminal.progress(name, { done: 1, total: 2, detail: name });
    terminal.endProgress();
    // What the bar itself sends: where the cursor goes, whether it is seen, what is cleared.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    const own = /\u001b(?:\[(\??\d*[a-zA-Z])|[78])/g;
    for (const [, command = '0G'] of err.text().matchAll(own))
      expect(['?25l', '?25h', '?7l', '?7h', '0G', '1G', 'K', '0K', '2K']).toContain(command);
    expect(err.text().replaceAll(own, '').replaceAll('\r', '')).not.toMatch(raw);
  });

  it('sets the lines of a stack in, so that none passes for a message', () => {
    const err = sink();
    new Terminal(sink().stream, err.stream).error('unexpected failure: x\nftn: all is well\n  at y');
    expect(err.text()).toBe('ftn: unexpected failure: x\n    ftn: all is well\n      at y\n');
  });
});

describe('a stream that takes no more', () => {
  const full: Refusal = () => 'ENOSPC';

  it('for results ends the command with 4 and says so', async () => {
    const [out, err] = [sink(full), sink()];
    expect(await run(['list', 'tasks'], { terminal: new Terminal(out.stream, err.stream) })).toBe(4);
    expect(err.text()).toMatch(/^ftn: standard output: could not be written \(ENOSPC\)\. The disk is full/);
  });

  it('for notes is not missed', async () => {
    const [out, err] = [sink(), sink(full)];
    expect(await run(['list', 'tasks'], { terminal: new Terminal(out.stream, err.stream) })).toBe(0);
    expect(out.text()).toContain('classification');
  });

  it('leaves the exit code of what went wrong before', async () => {
    const [out, err] = [sink(full), sink(full)];
    expect(await run(['lits'], { terminal: new Terminal(out.stream, err.stream) })).toBe(2);
  });

  it('because its reader has gone is no failure', async () => {
    const [out, err] = [sink(() => 'EPIPE'), sink()];
    expect(await run(['list', 'tasks'], { terminal: new Terminal(out.stream, err.stream) })).toBe(0);
    expect(err.text()).toBe('');
  });
});
