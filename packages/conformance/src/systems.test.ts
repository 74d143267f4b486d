import { methodDefinition, methodNames } from '@ftn/tensor-factors';
import { expect, it } from 'vitest';
import { systems } from './index.js';

it('systems cover every method of the table, with every option it has', () => {
  expect([...new Set(systems.map(({ method }) => method))].sort()).toEqual(methodNames().sort());
  for (const method of methodNames()) {
    const tried = new Set(systems.filter((s) => s.method === method).flatMap((s) => Object.keys(s.options)));
    expect([...tried].sort(), method).toEqual(Object.keys(methodDefinition(method).options).sort());
  }
});
