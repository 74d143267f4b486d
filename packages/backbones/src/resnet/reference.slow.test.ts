import { describe, expect, it } from 'vitest';
import {
  differenceFrom,
  formulaBackbone,
  type Reference,
  runReference,
} from './__fixtures__/reference-run.js';
import resnet18 from './__fixtures__/resnet18-224.json' with { type: 'json' };
import resnet50 from './__fixtures__/resnet50-224.json' with { type: 'json' };

describe.each<Reference>([resnet18, resnet50])('$backbone at 224 pixels', (reference) => {
  it('equals torchvision in features and input gradient', () => {
    const backbone = formulaBackbone(reference.backbone, reference.outputStride);
    const outputs = runReference(backbone, reference, 'eval');
    for (const name of ['layer1', 'layer2', 'layer3', 'layer4', 'pooled', 'inputGradient']) {
      expect(differenceFrom(name, outputs[name]!, reference.modes.eval![name]!), name).toBeLessThan(1e-4);
    }
    for (const tensor of Object.values(outputs)) tensor.dispose();
    backbone.dispose();
  });
});
