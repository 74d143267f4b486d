/** Takes files that are dropped on an element; the element shows that it would. */
export function dropZone(zone: HTMLElement, take: (files: readonly File[]) => void): void {
  const over = (is: boolean) => zone.classList.toggle('over', is);
  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    over(true);
  });
  zone.addEventListener('dragleave', () => over(false));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    over(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) take(files);
  });
}

/** A button that opens the browser's own window for files. */
export function fileButton(
  button: HTMLButtonElement,
  input: HTMLInputElement,
  take: (files: readonly File[]) => void,
): void {
  button.addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    // So that the same file can be chosen again.
    input.value = '';
    if (files.length > 0) take(files);
  });
}
