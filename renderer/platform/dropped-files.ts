import type { GivenFile } from './platform.ts';

/** Files the system leaves in folders that no one means to open. */
const IGNORED = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)$/;

/** The files of a drop, folders opened to any depth, in the order of their paths. */
export async function droppedFiles(data: DataTransfer): Promise<readonly GivenFile[]> {
  // Entries must be taken before the first await: the transfer is emptied when the event ends.
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const loose = entries.length === 0 ? [...data.files].map(givenFile) : [];
  const nested = await Promise.all(entries.map((entry) => filesOf(entry)));
  return [...loose, ...nested.flat()];
}

export function givenFile(file: File): GivenFile {
  return { name: file.webkitRelativePath || file.name, sizeBytes: file.size, content: file };
}

export function isIgnored(name: string): boolean {
  return IGNORED.test(name.split('/').at(-1) ?? name);
}

async function filesOf(entry: FileSystemEntry): Promise<readonly GivenFile[]> {
  if (isIgnored(entry.name)) return [];
  if (entry instanceof FileSystemFileEntry) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ name: entry.fullPath.replace(/^\//, ''), sizeBytes: file.size, content: file }];
  }
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const children = await childrenOf(entry.createReader());
  const nested = await Promise.all(children.sort((a, b) => a.name.localeCompare(b.name)).map(filesOf));
  return nested.flat();
}

/** readEntries gives at most 100 at a time; an empty answer is the end. */
async function childrenOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
