// A thread that doubles numbers, and fails in every way a task can.
import { setTimeout } from 'node:timers/promises';
import { MismatchError } from '@ftn/errors';
import { serveTasks } from '../serve-tasks.js';

let done = 0;

serveTasks(async (task: number | 'mismatch' | 'throw' | 'exit') => {
  if (task === 'mismatch') throw new MismatchError('the sizes differ', { file: 'a.png', expected: '2', got: '3' });
  if (task === 'throw') throw new TypeError('no such thing');
  if (task === 'exit') process.exit(7);
  // The first takes longest: tasks must not overtake each other.
  await setTimeout(done === 0 ? 30 : 0);
  done++;
  return { doubled: 2 * task, done, bytes: new Uint8Array([task]) };
}, ({ bytes }) => [bytes.buffer]);
