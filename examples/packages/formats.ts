import { readNpy } from '@ftn/formats';

const described = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
const header = `${described.padEnd(117)}\n`;
const bytes = new Uint8Array(128 + 24);
bytes.set([0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0, ...Buffer.from(header)]);
const { shape, data } = readNpy(bytes, { file: 'zeros.npy' }); // FormatError says what is wrong, and where
console.log(shape, data.length);
