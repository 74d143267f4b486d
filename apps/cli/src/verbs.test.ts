import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Terminal } from './terminal/terminal.js';
import { verbs } from './verbs.js';

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() }) as unknown as NodeJS.WriteStream;

describe('the table of verbs', () => {
  it.each(verbs.map((verb) => [verb.name, verb] as const))(
    'describes %s with the words of the verb itself',
    async (_, verb) => {
      const command = (await verb.load())(new Terminal(nowhere, nowhere));
      expect(command.name()).toBe(verb.name);
      expect(command.description()).toBe(verb.description);
    },
  );
});
