import { train } from 'ftn';

// A folder with train/ and test/; the recipe `demo` takes a small network that ships with the library.
const results = await train({ data: 'flowers', recipe: 'demo', rank: 4, out: 'runs/flowers' });
for (const { folder, metrics } of results) console.log(folder, metrics.accuracy);
