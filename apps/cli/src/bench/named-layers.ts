import { Backbone, convNorm } from '@ftn/backbones';
import type { Network } from '@ftn/layers';
import { profiledAs } from '@ftn/ops';

/** A network whose layers run under their names in a profile, two that are one under the first; what is outside of them has none. */
const named = (network: Network): Network => ({
  convNorm: (conv, norm, x, after) => profiledAs(conv, () => convNorm(network, conv, norm, x, after)),
  conv: (name, x) => profiledAs(name, () => network.conv(name, x)),
  batchNorm: (name, x, after) => profiledAs(name, () => network.batchNorm(name, x, after)),
  block: (name, skip, branch) => network.block(name, skip, branch),
});

/** The backbone, its weights shared, with a forward pass that a profile tells layer by layer. */
export function withNamedLayers({ architecture, weights }: Backbone): Backbone {
  const forward: typeof architecture.forward = (network, x) => architecture.forward(named(network), x);
  return new Backbone({ ...architecture, forward }, weights);
}
