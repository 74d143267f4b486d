import { EdgeScorer } from '@ftn/metrics/node';
import { edgeImages, edgeMeasurement } from '../edge.js';
import type { Task, TaskMeter } from '../task.js';

/** odsF of edges on worker threads. */
function threadedEdges(): TaskMeter {
  const scorer = new EdgeScorer();
  return {
    async update(prediction, batch) {
      for (const pair of edgeImages(prediction, batch)) await scorer.add(pair);
    },
    result: async () => edgeMeasurement(await scorer.result()),
    close: () => scorer.close(),
  };
}

/** Meters that cost more than the prediction, by the metric they measure. */
const threaded: Readonly<Record<string, () => TaskMeter>> = { odsF: threadedEdges };

/** The task's meter, on threads where its metric costs more than the prediction; the numbers are the same. */
export function threadedMeter(task: Pick<Task, 'metric' | 'meter'>): TaskMeter {
  return threaded[task.metric.name]?.() ?? task.meter();
}
