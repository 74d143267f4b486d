import { startEngine } from '@ftn/engine';

// Tests say which engine they ran on only when asked: FTN_ENGINE=native|wasm|cpu forces one.
await startEngine();
