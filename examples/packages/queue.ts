import { FtnError } from '@ftn/errors';
import { workOnSweep } from '@ftn/queue';

// A Redis that cannot serve is named within three seconds, its password never.
const work = workOnSweep({ folder: 'runs/ranks', queue: 'redis://me:secret@127.0.0.1:1' });
const error = await work.then(
  () => null,
  (reason: unknown) => reason,
);
console.log(FtnError.isInstance(error) && error.message);
