import { FormatError, FtnError, suggest } from '@ftn/errors';

try {
  const hint = suggest('resnet81', ['resnet18', 'resnet50']);
  throw new FormatError('the file is cut off', { file: 'a.pth', offset: 64, expected: '128 bytes', hint });
} catch (error) {
  if (FtnError.isInstance(error)) console.log(error.exitCode, error.code, error.message);
}
