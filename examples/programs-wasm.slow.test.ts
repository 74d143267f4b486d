import { runsThePrograms } from './checks/programs.js';

// Comparing takes minutes on WebAssembly: here alone.
process.env.FTN_ENGINE = 'wasm';
runsThePrograms('WebAssembly', { slow: true });
