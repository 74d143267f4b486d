import { denseSystems, describeLaws, generatorSystems, oneSystemEach } from './index.js';

// Every row: laws-portable.slow.test.ts.
describeLaws({
  backend: 'wasm',
  network: { backbone: 'resnet10-small', size: 32, batch: 6 },
  systems: oneSystemEach,
});

describeLaws({
  backend: 'wasm',
  network: { backbone: 'resnet10-small', size: 24, batch: 4, task: 'normals' },
  systems: denseSystems.filter(({ method }) => method === 'ftn'),
});

describeLaws({
  backend: 'wasm',
  network: { generator: 'biggan32-w4', resolution: 32, width: 4 },
  systems: generatorSystems.slice(0, 1),
});
