// The library under the name of the command: `import { train } from 'ftn'`.
export * from '@ftn/library';
