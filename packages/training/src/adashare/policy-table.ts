import type { Domain } from '@ftn/adapters';
import type { PolicyLogitPair } from '@ftn/tensor-factors';

/** The policies of domains as plain numbers, a row a domain: what is drawn and reported. */
export interface PolicyTable {
  readonly domains: readonly string[];
  readonly blocks: readonly string[];
  /** Learned logits of selecting and of skipping a block. */
  readonly logits: readonly (readonly PolicyLogitPair[])[];
  /** Learned probability of selecting a block. */
  readonly probabilities: readonly (readonly number[])[];
  /** Whether evaluation computes it. */
  readonly selected: readonly (readonly boolean[])[];
}

/** The policies of domains over one backbone, each block in the network's order. */
export function policyTable(domains: readonly Domain[]): PolicyTable {
  const policies = domains.map(({ parts }) => [...parts.policies]);
  return {
    domains: domains.map(({ name }) => name),
    blocks: (policies[0] ?? []).map(([block]) => block),
    logits: policies.map((row) => row.map(([, policy]) => policy.logits)),
    probabilities: policies.map((row) => row.map(([, policy]) => policy.probability)),
    selected: policies.map((row) => row.map(([, policy]) => policy.selected)),
  };
}
