import { miniRooms } from '../src/mini-rooms/mini-rooms.ts';
const set = miniRooms({ split:'train', length: 24, height:96,width:120 });
for(let i=0;i<24;i++){const s=set.sample(i).sample as any;const {edge,labels,width,height}=s;let b=0;const miss=[];for (let y = 1; y + 1 < height; y++)for (let x = 1; x + 1 < width; x++) {const p=y*width+x; if(labels[p]!==labels[p+1]){b++; if(![-width,0,width].some(r=>edge[p+r]||edge[p+r+1]))miss.push([x,y,labels[p],labels[p+1]]);}}
console.log(i,b,miss.length,JSON.stringify(miss.slice(0,12)));}
