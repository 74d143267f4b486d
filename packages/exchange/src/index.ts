// The whole public surface of @ftn/exchange; it runs in a browser.
export { domainOfFit, type FittedIdentity } from './fit/domain-of-fit.js';
export { type FittedAdapter, fitAdapter, relativeError } from './fit/fit-adapter.js';
export { type FittedLayer, fitLayer } from './fit/fit-layer.js';
export type { ForeignAdapter } from './lora/foreign-adapter.js';
export { type LoraLayer, loraOf } from './lora/lora-layer.js';
export { decodeLycoris } from './lycoris/decode-lycoris.js';
export { encodeLycoris } from './lycoris/encode-lycoris.js';
export { decodePeft } from './peft/decode-peft.js';
export { encodePeft, type PeftFiles } from './peft/encode-peft.js';
