import { expect, it } from 'vitest';
import { installProgressLine } from './install-progress.js';
import { milestones } from './milestones.js';

it('milestones of an installation are its steps and their quarters, however often it reports', () => {
  const lines: string[] = [];
  const show = milestones((progress) => lines.push(installProgressLine(progress)));
  for (let i = 0; i < 50; i++) show({ step: 'prepare', done: 0, total: 0 });
  for (let done = 0; done <= 1000; done++) show({ step: 'download', done: done * 1e6, total: 1e9 });
  for (let i = 0; i < 50; i++) show({ step: 'unpack', done: 853e6, total: 853e6 });
  for (let done = 0; done <= 1000; done++) show({ step: 'cuda', done: done * 1e6, total: 0 });
  expect(lines).toEqual([
    'looking for pip, prebuilt addons or a compiler',
    'downloading TensorFlow  0 of 1000 MB  0 %',
    'downloading TensorFlow  250 of 1000 MB  25 %',
    'downloading TensorFlow  500 of 1000 MB  50 %',
    'downloading TensorFlow  750 of 1000 MB  75 %',
    'downloading TensorFlow  1000 of 1000 MB  100 %',
    'unpacking TensorFlow  853 of 853 MB  100 %',
    'downloading CUDA',
  ]);
});
