import { UsageError } from '@ftn/errors';
import type { PixelImage } from '../model/pixel-image.js';
import { byId } from './elements.js';
import { attempt } from './problem.js';
import { pixelsOf } from './read-image.js';

const dialog = byId('camera', HTMLDialogElement);
const video = byId('video', HTMLVideoElement);
const note = byId('camera-note', HTMLElement);
const take = byId('take', HTMLButtonElement);

let taken: ((image: PixelImage) => void) | undefined;
let count = 0;

/** @throws UsageError where there is no camera, or it may not be used */
async function openStream(): Promise<MediaStream> {
  const hint = 'Allow the camera for this page, or choose files instead.';
  const devices = (navigator as { readonly mediaDevices?: MediaDevices }).mediaDevices;
  if (!devices)
    throw new UsageError('this page may not use a camera', { expected: 'https or this machine', hint });
  return devices.getUserMedia({ video: { facingMode: 'environment' } }).catch((cause: unknown) => {
    throw new UsageError('the camera cannot be used', { hint, cause });
  });
}

function close(): void {
  for (const track of (video.srcObject as MediaStream | null)?.getTracks() ?? []) track.stop();
  video.srcObject = null;
  taken = undefined;
}

/** Opens the camera until it is closed; each photograph goes to `onTaken`. */
export async function openCamera(onTaken: (image: PixelImage) => void): Promise<void> {
  const stream = await openStream();
  taken = onTaken;
  count = 0;
  note.textContent = '';
  video.srcObject = stream;
  dialog.showModal();
  await video.play();
}

take.addEventListener(
  'click',
  attempt(() => {
    const { videoWidth: width, videoHeight: height } = video;
    if (width === 0) throw new UsageError('the camera shows nothing yet', { hint: 'Wait for the picture.' });
    taken?.(pixelsOf(video, { width, height }));
    count += 1;
    note.textContent = `${count} taken`;
  }),
);
byId('close-camera', HTMLButtonElement).addEventListener('click', () => dialog.close());
// Escape closes the dialog, too.
dialog.addEventListener('close', close);
