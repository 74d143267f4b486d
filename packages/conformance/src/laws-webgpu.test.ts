import { describeLaws, oneSystemEach } from './index.js';

// Only with FTN_ENGINE=webgpu: docs/packages.md says what it needs. A software adapter takes minutes for the one method.
describeLaws({
  backend: 'webgpu',
  network: { backbone: 'resnet10-small', size: 16, batch: 4 },
  systems: oneSystemEach.filter(({ method }) => method === 'ftn'),
});
