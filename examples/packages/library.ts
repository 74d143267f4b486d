import { loadRecipe, openData } from '@ftn/library';

const { title, ranks, methods } = loadRecipe('default', ['ranks=[4]']);
console.log(title, ranks, Object.keys(methods).length);
const [data] = await openData('mini-domains/sketch', { limit: 2 });
console.log(data?.classes.length, data?.train.length, data?.test.length);
