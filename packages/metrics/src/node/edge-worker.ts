// The entry of a worker thread: pairs of edge maps in, counts out, one at a time in the order asked for.
import { parentPort, workerData } from 'node:worker_threads';
import { countEdges } from '../edges/count-edges.js';
import type { EdgeProtocol } from '../edges/edge-protocol.js';
import { packError, type ResultMessage, type TaskMessage } from './worker-messages.js';

const port = parentPort!;
const protocol = workerData as EdgeProtocol;

port.on('message', ({ id, pair }: TaskMessage) => {
  port.postMessage(answer(id, pair));
});

function answer(id: number, { prediction, truth }: TaskMessage['pair']): ResultMessage {
  try {
    return { id, counts: countEdges(prediction, truth, protocol) };
  } catch (thrown) {
    return { id, error: packError(thrown) };
  }
}
