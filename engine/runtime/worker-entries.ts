/** Where the code of the worker threads lies: TypeScript beside this file, or bundles in the desktop app. */
export interface WorkerEntries {
  readonly ingest: URL;
  readonly mine: URL;
  readonly reader: URL;
  readonly pull: URL;
}

/** The sources themselves: Node strips the types. */
export function sourceWorkerEntries(): WorkerEntries {
  const entry = (name: string) => new URL(`./workers/${name}.worker.ts`, import.meta.url);
  return { ingest: entry('ingest'), mine: entry('mine'), reader: entry('reader'), pull: entry('pull') };
}
