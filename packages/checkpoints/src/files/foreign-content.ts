/** The kind of a file that is not supported, and the remedy. */
interface Foreign {
  readonly is: string;
  readonly hint: string;
}

const other = 'Name a .safetensors or .pth file.';

/** Starts by which formats are known, as hexadecimal or text. */
const starts: readonly (readonly [start: string | readonly number[], is: string, hint?: string])[] = [
  [
    'version https://git-lfs.github.com/spec',
    'a Git LFS pointer, which only names the file',
    'Fetch the file itself: git lfs pull.',
  ],
  [
    '<!doctype html',
    'a web page',
    'The download returned a page (a login, an error): open the address in a browser.',
  ],
  ['<html', 'a web page', 'The download returned a page (a login, an error): open the address in a browser.'],
  ['<?xml', 'XML', 'The download may have returned an error message: look into the file.'],
  [
    [0x89, 0x46, 0x54, 0x4e, 0x0d, 0x0a],
    'a checkpoint of a training run',
    'Resume the run, or export its adapter: checkpoints hold the state of training, not weights to load.',
  ],
  [[0x1f, 0x8b], 'packed with gzip', 'Unpack it first: gunzip.'],
  ['BZh', 'packed with bzip2', 'Unpack it first: bunzip2.'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'packed with xz', 'Unpack it first: unxz.'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'packed with zstd', 'Unpack it first: unzstd.'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'a 7-Zip archive', 'Unpack it first.'],
  [[0x89, 0x48, 0x44, 0x46], 'an HDF5 file (Keras weights?)', 'Convert it to safetensors first.'],
  [[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], 'a NumPy array', 'Save the arrays by name as safetensors.'],
  ['GGUF', 'a GGUF model', other],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG image', other],
  [[0xff, 0xd8, 0xff], 'a JPEG image', other],
  ['%PDF', 'a PDF document', other],
  [[0x7f, 0x45, 0x4c, 0x46], 'a program', other],
  [[0x80, 0x02], 'a pickle, but not one of torch.save', 'In PyTorch: torch.save(model.state_dict(), file).'],
  [[0x80, 0x03], 'a pickle, but not one of torch.save', 'In PyTorch: torch.save(model.state_dict(), file).'],
  [[0x80, 0x04], 'a pickle, but not one of torch.save', 'In PyTorch: torch.save(model.state_dict(), file).'],
  [[0x80, 0x05], 'a pickle, but not one of torch.save', 'In PyTorch: torch.save(model.state_dict(), file).'],
  ['{', 'JSON', 'Name the file of the weights beside it.'],
];

/** Says what bytes that no reader takes probably are. */
export function foreignContent(bytes: Uint8Array): Foreign {
  if (bytes.length === 0)
    return { is: 'an empty file', hint: 'The copy or download did not finish: get it again.' };
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 64)).trimStart().toLowerCase();
  for (const [start, is, hint = other] of starts) {
    const fits =
      typeof start === 'string'
        ? head.startsWith(start.toLowerCase())
        : start.every((byte, i) => bytes[i] === byte);
    if (fits) return { is, hint };
  }
  // The magic of tar stands after the first file's name and fields.
  if (new TextDecoder('latin1').decode(bytes.subarray(257, 262)) === 'ustar') {
    return {
      is: 'a tar archive',
      hint: 'Unpack it first: tar xf. Files of PyTorch before 0.1.10 are not read.',
    };
  }
  if (bytes.subarray(0, 4096).every((byte) => byte === 0)) {
    return { is: 'a file of zeros', hint: 'The copy or download did not finish: get it again.' };
  }
  const isText = bytes.subarray(0, 512).every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d));
  return isText ? { is: 'text', hint: other } : { is: 'no format that is known here', hint: other };
}
