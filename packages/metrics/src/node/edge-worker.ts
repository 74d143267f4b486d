// The entry of a worker thread: pairs of edge maps in, counts out.
import { workerData } from 'node:worker_threads';
import { serveTasks } from '@ftn/threads';
import { countEdges } from '../edges/count-edges.js';
import type { EdgeProtocol } from '../edges/edge-protocol.js';
import type { EdgePair } from './edge-pair.js';

const protocol = workerData as EdgeProtocol;

serveTasks(({ prediction, truth }: EdgePair) => countEdges(prediction, truth, protocol));
