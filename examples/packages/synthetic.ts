import { miniDomain, miniRooms } from '@ftn/synthetic';

const sketches = miniDomain({ style: 'sketch', split: 'train', perClass: 20 });
console.log(sketches.length, sketches.classes[sketches.label(0)]);

const rooms = miniRooms({ split: 'val', length: 4 });
const source = rooms.sample(0);
if (source.kind === 'memory') console.log(source.sample.depth?.length); // metres, 128 × 160
