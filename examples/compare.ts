import { compare } from 'ftn';

const methods = ['feature-extractor', 'ftn'];
const { results } = await compare({ data: 'flowers', recipe: 'demo', epochs: 3, methods, ranks: [4] });
for (const { system, metrics } of results) console.log(system.method, system.rank, metrics.accuracy);
