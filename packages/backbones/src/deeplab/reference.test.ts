import { formulaValues } from '@ftn/reliability';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { createHead } from '../index.js';
import { differenceFrom, formulaBackbone } from '../resnet/__fixtures__/reference-run.js';
import { imageFrom, runHead } from './__fixtures__/reference-decoder.js';
import stride8 from './__fixtures__/resnet18-stride8.json' with { type: 'json' };
import stride16 from './__fixtures__/resnet18-stride16.json' with { type: 'json' };

describe.each([stride16, stride8])(
  'DeepLabv3+ over ResNet-18 at output stride $outputStride',
  (reference) => {
    const { outputStride, outputs, unit, size, drawn, batch, modes } = reference;
    const [height, width] = size as [number, number];
    const backbone = formulaBackbone('resnet18', outputStride);
    afterAll(() => backbone.dispose());

    /** The corner of the reference's square of noise, the first of the batch the faintest. */
    function picture(): tf.Tensor4D {
      const values = 3 * drawn * drawn;
      const noise = formulaValues(reference.input, batch * values).map(
        (v, i) => (v * Math.sqrt(3) * (1 + Math.floor(i / values))) / batch,
      );
      const square = imageFrom(noise, [batch, 3, drawn, drawn]);
      const corner = tf.slice(square, [0, 0, 0, 0], [batch, height, width, 3]);
      square.dispose();
      return corner;
    }

    it.each(Object.keys(modes))('equals PyTorch in output and gradients in %s mode', (mode) => {
      const before = tf.memory().numTensors;
      const head = createHead(backbone.architecture, outputs, { kind: 'deeplab', options: { unit } });
      const inputs = { input: picture() };
      const features = ({ input }: Record<string, tf.Tensor4D>) =>
        backbone.forward(input!, mode as 'train' | 'eval');
      const found = runHead(head, inputs, features, [height, width], mode as 'train' | 'eval');
      const expected = modes[mode as 'train' | 'eval'];
      // The output, the picture's gradient, and those of most of the decoder's thirty-two parameters.
      expect(Object.keys(expected).length).toBeGreaterThan(20);
      for (const [name, description] of Object.entries(expected)) {
        // A kernel's samples are of OIHW, a map's of NCHW; vectors are what they are.
        const value = found.get(name)!;
        const kernel = name.endsWith('.weight') && value.rank === 4;
        const tensor = kernel ? tf.transpose(value, [3, 0, 1, 2]) : value;
        expect(differenceFrom(name, tensor, description), name).toBeLessThan(1e-4);
        if (kernel) tensor.dispose();
      }
      tf.dispose([...found.values(), inputs.input]);
      expect(tf.memory().numTensors).toBe(before);
    });
  },
);
