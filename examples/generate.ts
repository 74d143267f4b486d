import { writeFile } from 'node:fs/promises';
import { encodePng } from '@ftn/report';
import { generate } from 'ftn';

// The small generator of summer landscapes that ships; adapters: ['runs/winter'] adds a season.
const { rows } = await generate({ base: true, count: 2, seed: 7, truncation: 1 });
const [first] = rows[0]?.images ?? [];
if (first) await writeFile('summer.png', encodePng(first));
console.log(rows.map(({ name, classes, images }) => [name, classes, images.length]));
