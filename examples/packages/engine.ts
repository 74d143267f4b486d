import { engineInfo, startEngine } from '@ftn/engine';

await startEngine(); // the best there is becomes tfjs-core's backend; FTN_ENGINE=native|wasm|cpu|webgpu forces one
const { name, threads, why, advice } = engineInfo();
console.log(name, threads, why, advice);
