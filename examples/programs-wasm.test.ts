import { runsThePrograms } from './checks/programs.js';

process.env.FTN_ENGINE = 'wasm';
runsThePrograms('WebAssembly');
