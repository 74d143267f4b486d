import { Accuracy, formatMetric, MeanIoU, meanOverDomains, metricOf } from '@ftn/metrics';

const accuracy = new Accuracy({ classes: 3 });
accuracy.update(Float32Array.of(2, 1, 0, 0, 1, 2), Int32Array.of(0, 1)); // logits of two images, and their labels
console.log(formatMetric(metricOf('accuracy'), accuracy.result().top1)); // predicted 0 and 2, labels 0 and 1

const segmentation = new MeanIoU('nyud-41'); // predicted classes, stored labels
segmentation.update(Int32Array.of(5, 5, 7, 7), Int32Array.of(5, 5, 5, 7));
console.log(segmentation.result().pixelAccuracy);
console.log(meanOverDomains([77.43, 69.25, 69.21]).mean.toFixed(2)); // unweighted, as in the paper
