import { train } from 'ftn';

const signal = AbortSignal.timeout(3_600_000); // stops after the current step, with a checkpoint saved
await using run = train({ data: 'birds', recipe: 'demo', rank: 4, out: 'runs/birds', signal });
for await (const event of run) {
  if (event.kind === 'epoch') console.log(`epoch ${event.epoch + 1}: loss ${event.loss}`);
}
const [birds] = await run;
console.log(birds?.metrics.accuracy);
