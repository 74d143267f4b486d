import { miniRooms } from '../src/mini-rooms/mini-rooms.ts';

const set = miniRooms({ split: 'train', length: 1000 });
for (let i = 0; i < 20; i++) set.sample(i);
const c0 = process.cpuUsage();
const t0 = performance.now();
for (let i = 20; i < 220; i++) set.sample(i);
const c1 = process.cpuUsage(c0);
console.log('wall', (performance.now() - t0) / 200, 'cpu', (c1.user + c1.system) / 1000 / 200);
