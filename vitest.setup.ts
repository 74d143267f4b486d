// By path, not as a dependency of the repository's root: turbo counts the root's dependencies as every package's,
// and no library may depend on the engine.
import { startForTests } from './packages/engine/src/testing/start-for-tests.js';

// Tests say which engine they ran on only when asked: FTN_ENGINE=native|wasm|cpu forces one.
await startForTests();
