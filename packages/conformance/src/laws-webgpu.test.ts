import { describeLaws, oneSystemEach } from './index.js';

// Only with FTN_ENGINE=webgpu: docs/packages.md says what it needs, and how far the laws hold.
describeLaws({
  backend: 'webgpu',
  network: { backbone: 'resnet10-small', size: 32, batch: 6 },
  systems: oneSystemEach,
});
