import { denseSystems, describeLaws, generatorSystems, oneSystemEach, systems } from './index.js';

describeLaws({ backend: 'tensorflow', network: { backbone: 'resnet10-small', size: 32, batch: 6 }, systems });

describeLaws({
  backend: 'tensorflow',
  network: { backbone: 'resnet18', size: 64, batch: 3 },
  systems: oneSystemEach,
  skip: [
    {
      law: 'gradient = finite difference',
      reason: 'a hundred passes for each row; the same layers are checked in resnet10-small',
    },
  ],
});

// Decoders: batch norms and running statistics of the head's own, dilated convolutions, four losses.
describeLaws({
  backend: 'tensorflow',
  network: { backbone: 'resnet10-small', size: 24, batch: 4, task: 'normals' },
  systems: denseSystems,
});

for (const task of ['edge', 'semseg', 'depth'] as const) {
  describeLaws({
    backend: 'tensorflow',
    network: { backbone: 'resnet10-small', size: 24, batch: 4, task },
    systems: denseSystems.filter(({ method }) => method === 'ftn'),
    skip: [
      {
        law: 'gradient = finite difference',
        reason: 'an untrained slope is small beside its curvature; normals try the decoder, PyTorch the loss',
      },
    ],
  });
}

// Factors beside a spectral norm, conditional norms, linear layers and class vectors.
describeLaws({
  backend: 'tensorflow',
  network: { generator: 'biggan32-w4', resolution: 32, width: 4 },
  systems: generatorSystems,
});
