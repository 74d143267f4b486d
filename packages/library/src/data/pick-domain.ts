import { UsageError } from '@ftn/errors';
import type { Data } from './data.js';

/**
 * The one domain of the data, or the one with the adapter's name.
 * @throws UsageError where no domain can be chosen
 */
export function pickDomain(domains: readonly Data[], name: string, spec: string): Data {
  const found =
    domains.length === 1
      ? domains[0]
      : domains.find((domain) => domain.sourceName === name || domain.name === name);
  if (found) return found;
  throw new UsageError(`'${spec}' holds several domains, but none called '${name}'`, {
    expected: 'one domain',
    got: domains.map((domain) => domain.name).join(', '),
    hint: `Name one of them, e.g. \`data: ${spec}/${domains[0]!.name}\`.`,
  });
}
