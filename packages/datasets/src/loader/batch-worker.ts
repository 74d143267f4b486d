// The entry of a worker thread: batches in, numbers out.
import { serveTasks } from '@ftn/threads';
import sharp from 'sharp';
import { assemble, type BatchTask, buffersOf } from './assemble.js';

// The workers are the parallelism; more threads inside each would only compete with training.
sharp.concurrency(1);
sharp.cache(false);

serveTasks((task: BatchTask) => assemble(task), buffersOf);
