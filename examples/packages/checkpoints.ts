import { decodeSafetensors, encodeSafetensors, fromFloat32, hashTensors, oihwToHwio } from '@ftn/checkpoints';

const kernel = fromFloat32(new Float32Array(2 * 3 * 3 * 3), [2, 3, 3, 3], 'float16'); // OIHW
const bytes = encodeSafetensors(new Map([['conv1.weight', kernel]]), { format: 'pt' });
const { tensors } = decodeSafetensors(bytes, { file: 'small.safetensors' }); // decodePth reads torch.save's files
console.log(bytes.length, tensors.get('conv1.weight')?.dtype, (await hashTensors(tensors)).slice(0, 8));
console.log(oihwToHwio(tensors.get('conv1.weight')!).shape);
