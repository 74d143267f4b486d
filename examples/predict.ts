import { predict } from 'ftn';

const predictions = await predict({ adapter: 'runs/flowers', images: ['red.png', 'blue.png'] });
for (const { image, labels } of predictions) console.log(image, labels[0]?.label, labels[0]?.probability);
