import { merge } from 'ftn';

// An ordinary network in torchvision's names: `load_state_dict` takes it, nothing of FTN is needed to run it.
const { file, network, tensors, scalars } = await merge({
  adapter: 'runs/flowers',
  out: 'flowers.safetensors',
});
console.log(file, network, tensors, scalars);
