import type { InstallProgress } from './install-progress.js';

/**
 * Lets through what a log should say of an installation: each step as it begins, and each quarter of the bytes of a step
 * that can say how many there are.
 */
export function milestones(
  onProgress: (progress: InstallProgress) => void,
): (progress: InstallProgress) => void {
  let last = '';
  return (progress) => {
    const { step, done, total } = progress;
    const mark = `${step} ${total > 0 ? Math.floor((4 * done) / total) : ''}`;
    if (mark === last) return;
    last = mark;
    onProgress(progress);
  };
}
