import { RandomStream } from '@ftn/random';

const flips = new RandomStream(7, 'flip', 3); // seed 7, purpose, epoch 3: an independent stream
console.log(flips.chance(0.5), flips.integer(10), flips.uniform(0, 1));
console.log(new RandomStream(7, 'flip', 3).permutation(5)); // from its beginning again
