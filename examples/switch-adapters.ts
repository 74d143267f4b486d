import { loadModel } from 'ftn';

// One frozen network in memory, two domains over it; null: the weights that ship with the library.
await using model = await loadModel(null, { flowers: 'runs/flowers', birds: 'runs/birds' });
for (const domain of model.domains) {
  const [best] = await model.predict(domain, 'red.png');
  console.log(domain, best?.label);
}
