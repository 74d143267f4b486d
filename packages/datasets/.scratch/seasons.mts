import sharp from 'sharp';
import { miniSeasons } from '../src/mini-seasons/mini-seasons.ts';
const [,, S='64', N='3', Z='2']=process.argv; const size=+S, per=+N, z=+Z;
const order=['spring','summer','autumn','winter'] as const;
const rows=per*5, W=4*size;
const sheet=new Uint8Array(rows*size*W*3);
const c0=process.cpuUsage();
order.forEach((season,c)=>{const set=miniSeasons({season,split:'train',perScene:per,size});
for(let i=0;i<set.length;i++){const im=set.image(i) as any;for(let y=0;y<size;y++)for(let x=0;x<size;x++)for(let k=0;k<3;k++)sheet[3*((i*size+y)*W+c*size+x)+k]=im.data[3*(y*size+x)+k];}});
const c1=process.cpuUsage(c0);console.log('cpu ms per image',(c1.user+c1.system)/1000/(4*per*5));
// two columns of rows
const half=Math.ceil(rows/2);
const two=new Uint8Array(half*size*2*W*3);
for(let r=0;r<rows;r++)for(let y=0;y<size;y++){const cc=r<half?0:1;two.set(sheet.subarray(3*((r*size+y)*W),3*((r*size+y)*W+W)),3*(((r%half)*size+y)*2*W+cc*W));}
await sharp(two,{raw:{width:2*W,height:half*size,channels:3}}).resize({width:2*W*z,kernel:'nearest'}).png().toFile('/tmp/scenes/seasons.png');
