import type { GivenFile, ReadableFile } from './platform.ts';

interface UploadOptions {
  readonly signal: AbortSignal;
  /** Headers that prove who asks. */
  readonly headers: Readonly<Record<string, string>>;
  onProgress(share: number): void;
}

/** Hands files to the engine on this computer, one after the other; it answers where each lies. */
export async function uploadFiles(files: readonly GivenFile[], options: UploadOptions): Promise<readonly ReadableFile[]> {
  const total = Math.max(
    1,
    files.reduce((sum, file) => sum + file.sizeBytes, 0),
  );
  let done = 0;
  const ready: ReadableFile[] = [];
  for (const file of files) {
    const path = await upload(file, { ...options, onProgress: (bytes) => options.onProgress((done + bytes) / total) });
    done += file.sizeBytes;
    ready.push({ path, name: file.name, temporary: true });
  }
  return ready;
}

/** XMLHttpRequest, because fetch tells nothing about how much was sent. */
function upload(file: GivenFile, options: Omit<UploadOptions, 'onProgress'> & { onProgress(bytes: number): void }): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (why: string): void =>
      reject(new Error(`${file.name} was not handed to the engine: ${why.replace(/\.$/, '')}. Nothing of it was read.`));
    request.open('PUT', `/upload?${new URLSearchParams({ name: file.name }).toString()}`);
    for (const [name, value] of Object.entries(options.headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded }) => options.onProgress(loaded));
    request.addEventListener('load', () => {
      const path = request.status === 200 ? pathOf(request.responseText) : undefined;
      if (path === undefined)
        fail(request.status === 200 ? 'its answer cannot be read' : request.responseText || `it answered ${request.status}`);
      else resolve(path);
    });
    request.addEventListener('error', () => fail('the engine does not answer'));
    request.addEventListener('abort', () => reject(new DOMException('Cancelled.', 'AbortError')));
    options.signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file.content ?? new Blob([]));
  });
}

function pathOf(answer: string): string | undefined {
  const value: unknown = JSON.parse(answer);
  return typeof value === 'object' && value !== null && 'path' in value && typeof value.path === 'string' ? value.path : undefined;
}
