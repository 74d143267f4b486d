import { expect, it } from 'vitest';
import { modelCard } from './card.js';

it('the card says what the domain is, over which weights, how large and how good', () => {
  const card = modelCard(
    {
      format: 'ftn-adapter',
      version: 1,
      name: 'birds',
      method: 'ftn',
      options: { rank: 2, modes: 'three' },
      layers: { conv1: 2 },
      backbone: { name: 'resnet18', sha256: 'ab'.repeat(32) },
      classes: ['finch', 'owl'],
      input: { size: 224, mean: [0, 0, 0], std: [1, 1, 1] },
      metrics: { accuracy: 81.25 },
      sha256: 'cd'.repeat(32),
      library: '@ftn/adapters 0.1.0',
    },
    { convolutions: 17_678, batchNorm: 9600, policy: 0, head: 1026, statistics: 9600, headStatistics: 0 },
  );
  expect(card).toMatchInlineSnapshot(`
    "# birds

    A domain of 2 classes on a frozen \`resnet18\`
    (weights sha256 \`abababababababababababababababababababababababababababababababab\`), adapted by ftn, rank 2, modes three.

    | part | scalars |
    | --- | ---: |
    | convolutions | 17,678 |
    | batch norms | 9,600 |
    | head | 1,026 |
    | running statistics | 9,600 |

    | metric | value |
    | --- | ---: |
    | accuracy | 81.25 |

    \`\`\`sh
    ftn predict --adapter . --weights BACKBONE.safetensors IMAGE…
    \`\`\`
    "
  `);
});
