import { describeLaws } from './index.js';

const reason = 'tens of passes in plain JavaScript; laws-portable.slow.test.ts tries it';

const skip = [
  { law: 'gradient = finite difference', reason },
  { law: 'the loss falls', reason },
] as const;

// Every row: laws-portable.slow.test.ts.
describeLaws({
  backend: 'cpu',
  network: { backbone: 'resnet10-small', size: 16, batch: 6 },
  systems: [{ method: 'ftn', options: { rank: 1 } }],
  skip,
});

describeLaws({
  backend: 'cpu',
  network: { backbone: 'resnet10-small', size: 16, batch: 2, task: 'semseg' },
  systems: [{ method: 'ftn', options: { rank: 1 } }],
  skip,
});
