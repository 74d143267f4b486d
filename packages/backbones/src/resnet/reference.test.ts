import { memory } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import {
  differenceFrom,
  formulaBackbone,
  type Reference,
  runReference,
} from './__fixtures__/reference-run.js';
import resnet18 from './__fixtures__/resnet18.json' with { type: 'json' };
import resnet18Stride8 from './__fixtures__/resnet18-stride8.json' with { type: 'json' };
import resnet18Stride16 from './__fixtures__/resnet18-stride16.json' with { type: 'json' };
import resnet34 from './__fixtures__/resnet34.json' with { type: 'json' };
import resnet50 from './__fixtures__/resnet50.json' with { type: 'json' };
import resnet50Stride8 from './__fixtures__/resnet50-stride8.json' with { type: 'json' };
import resnet50Stride16 from './__fixtures__/resnet50-stride16.json' with { type: 'json' };

const references: Reference[] = [
  resnet18,
  resnet34,
  resnet50,
  resnet18Stride16,
  resnet18Stride8,
  resnet50Stride16,
  resnet50Stride8,
];

describe.each(references)('$backbone at output stride $outputStride', (reference) => {
  const backbone = formulaBackbone(reference.backbone, reference.outputStride);
  afterAll(() => backbone.dispose());

  it.each(Object.keys(reference.modes))(
    'equals torchvision in features and input gradient in %s mode',
    (mode) => {
      const before = memory().numTensors;
      const outputs = runReference(backbone, reference, mode as 'train' | 'eval');
      for (const name of ['layer1', 'layer2', 'layer3', 'layer4', 'pooled', 'inputGradient']) {
        const expected = reference.modes[mode]![name]!;
        expect(differenceFrom(name, outputs[name]!, expected), name).toBeLessThan(1e-4);
        outputs[name]!.dispose();
      }
      expect(memory().numTensors).toBe(before);
    },
  );
});
