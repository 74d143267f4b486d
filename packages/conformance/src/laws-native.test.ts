import { describeLaws, oneSystemEach, systems } from './index.js';

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
