import { expect, it } from 'vitest';
import { ofBackbone, ofGenerator } from '../__fixtures__/manifests.js';
import { adapterCard } from './card.js';

it('the card of a classifier states its purpose, preprocessing, accuracy and origin', () => {
  expect(adapterCard(ofBackbone)).toMatchInlineSnapshot(`
    "# birds

    A domain for classification (2 outputs) on a frozen \`resnet18\`
    (weights sha256 \`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\`), adapted by ftn, rank 2, modes three.

    Outputs, in order: \`finch\`, \`owl\`

    | part | scalars |
    | --- | ---: |
    | convolutions | 17,678 |
    | batch norms | 9,600 |
    | head | 1,026 |
    | running statistics | 9,600 |

    | metric | value |
    | --- | ---: |
    | accuracy | 81.25 |

    ## Its images

    1. decode to RGB bytes, upright by its EXIF orientation; transparency on white
    2. scale so that the shorter side is 256 pixels (the longer one is cut to a whole number)
    3. cut the middle 224 × 224 pixels
    4. divide by 255, subtract [0.485, 0.456, 0.406], divide by [0.229, 0.224, 0.225] (red, green, blue)

    Scaling is bilinear and averages where it shrinks, as Pillow does it on bytes.

    \`\`\`python
    import numpy as np
    from PIL import Image, ImageOps

    image = ImageOps.exif_transpose(Image.open("photo.jpg"))
    rgba = np.asarray(image.convert("RGBA"), np.int64)
    alpha = rgba[..., 3:]
    image = Image.fromarray(np.uint8((rgba[..., :3] * alpha + 255 * (255 - alpha)) // 255))
    image = image.convert("RGB")
    short = min(image.size)
    image = image.resize(tuple(256 * side // short for side in image.size), Image.BILINEAR)
    wide, high = max(224 - image.width, 0), max(224 - image.height, 0)
    image = ImageOps.expand(image, (wide // 2, high // 2, (wide + 1) // 2, (high + 1) // 2))
    left, top = round((image.width - 224) / 2), round((image.height - 224) / 2)
    image = image.crop((left, top, left + 224, top + 224))
    pixels = np.asarray(image, np.float32) / np.float32(255)
    pixels = (pixels - np.float32([0.485, 0.456, 0.406])) / np.float32([0.229, 0.224, 0.225])
    pixels = np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])
    \`\`\`

    ## Use

    \`\`\`sh
    ftn predict --adapter . --weights WEIGHTS.safetensors IMAGE…
    \`\`\`

    \`\`\`ts
    import { domainOf } from '@ftn/adapters';
    import { readAdapterFolder } from '@ftn/adapters/node';

    using domain = await domainOf(await readAdapterFolder('.'), backbone);
    const { output } = domain.forward(images, 'eval'); // images: N×H×W×3, prepared as above
    \`\`\`

    ## Where it comes from

    Data: \`birds\` of \`photos/birds\`: train 90 images (sha256 \`eeeeeeeeeeee\`); validation 10 images; test 30 images; validation holds out 0.1 of train, seed 5; limit 10; test limit 20; drawn with \`{"seed":5,"sizes":[32,32]}\`.

    Training: Birds in a minute, 30 epochs of batches of 32, seed 5; epoch 12 (best) was kept.

    Written by @ftn/adapters 0.1.0.

    This page was written from adapter.json, which is what programs read; the page itself may be edited.
    "
  `);
});

it('the card of a generator’s domain states what it makes and what it was compared with', () => {
  const card = adapterCard(ofGenerator);
  expect(card).toContain('Images of 128 × 128 pixels by a frozen `biggan128`');
  expect(card).toContain('linear layers: norms+first; ΔW after the spectral norm.');
  expect(card).toContain('2. stretch to 128 × 128 pixels');
  expect(card).toContain('ftn generate --adapter . --generator');
});

it('a card rounds what was measured to five digits', () => {
  const card = adapterCard({ ...ofBackbone, metrics: { PSNR: 20.33394475448149, accuracy: 97.5 } });
  expect(card).toContain('| PSNR | 20.334 |\n| accuracy | 97.5 |\n');
});

it('hostile names cannot end a line, cell or code span of the card', () => {
  const name = 'birds\n# owls `x` | <script>';
  const card = adapterCard({
    ...ofBackbone,
    name,
    outputs: ['a\u001b[31m|b', 'c`d'],
    metrics: { 'a|b\n': 1 },
  });
  expect(card.split('\n')[0]).toBe('# birds # owls  x     script');
  expect(card).toContain('`a [31m b`, `c d`');
  expect(card).toContain('| a b | 1 |');
  expect(card).not.toContain('\u001b');
});

it('what names hold makes no link and fetches no picture', () => {
  const card = adapterCard({ ...ofBackbone, name: '![x](http://a.b/c) [y](javascript:z)' });
  expect(card.split('\n')[0]).toBe('# !\\[x\\](http://a.b/c) \\[y\\](javascript:z)');
});
