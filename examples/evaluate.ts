import { evaluate } from 'ftn';

const { metrics, images, domain } = await evaluate({ adapter: 'runs/flowers' });
console.log(`${domain}: ${metrics.accuracy} % of ${images} test images`);
