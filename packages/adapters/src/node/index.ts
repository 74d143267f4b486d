// The whole public surface of @ftn/adapters/node: adapters in folders.
export {
  type AdapterFolder,
  adapterFolder,
  readAdapterFolder,
  readManifest,
  updateAdapterFolder,
  writeAdapterFiles,
  writeAdapterFolder,
} from './adapter-folder.js';
