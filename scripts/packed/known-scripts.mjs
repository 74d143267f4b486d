/**
 * What is known to run something at installation, by published package: BullMQ's messages are packed by a library whose binary part is
 * optional. Its script looks whether the binary that came with it fits, and compiles one where it does not; without the script
 * JavaScript does the work.
 */
export const knownScripts = { '@ftn/queue': ['msgpackr-extract'] };
