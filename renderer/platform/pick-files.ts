import { givenFile, isIgnored } from './dropped-files.ts';
import type { GivenFile } from './platform.ts';

/** Opens the browser's own dialog through a hidden input. Resolves with nothing when the person gives up. */
export function pickFiles(options: { folder: boolean }): Promise<readonly GivenFile[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.hidden = true;
  if (options.folder) input.webkitdirectory = true;
  document.body.append(input);
  return new Promise<readonly GivenFile[]>((resolve) => {
    const finish = (files: readonly GivenFile[]): void => {
      input.remove();
      resolve(files);
    };
    input.addEventListener('change', () => finish([...(input.files ?? [])].filter((file) => !isIgnored(file.name)).map(givenFile)));
    input.addEventListener('cancel', () => finish([]));
    input.click();
  });
}
