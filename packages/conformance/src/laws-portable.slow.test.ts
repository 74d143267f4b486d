import { describeLaws, systems } from './index.js';

describeLaws({ backend: 'wasm', network: { backbone: 'resnet10-small', size: 32, batch: 6 }, systems });
describeLaws({ backend: 'cpu', network: { backbone: 'resnet10-small', size: 16, batch: 6 }, systems });
