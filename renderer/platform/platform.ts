import type { Transport } from '#contract/rpc/transport.ts';

/** A file the person gave us, in the way this platform can: a path the engine reads in place, or content to hand over first. */
export interface GivenFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Absent in a browser: the content is copied to the engine (on this computer) first. */
  readonly path?: string;
  readonly content?: Blob;
}

/** What the engine shall read. */
export interface ReadableFile {
  readonly path: string;
  readonly name: string;
  /** Our own copy, to be deleted when read. */
  readonly temporary: boolean;
}

/** Everything in which desktop and browser differ. Chosen once, at the entry. */
export interface Platform {
  readonly kind: 'desktop' | 'web';
  readonly isMac: boolean;
  /** Asks for files or a folder; an empty list when the person gives up. */
  pickFiles(): Promise<readonly GivenFile[]>;
  pickFolder(): Promise<readonly GivenFile[]>;
  /** The files of a drop, folders opened. */
  filesOfDrop(data: DataTransfer): Promise<readonly GivenFile[]>;
  /** Text as a file, for pasting. */
  fileOfText(text: string, name: string): GivenFile;
  /** Makes given files readable by the engine. Browser: uploads to the local engine; calls back with the share done in [0, 1]. */
  makeReadable(
    files: readonly GivenFile[],
    options: { signal: AbortSignal; onProgress(share: number): void },
  ): Promise<readonly ReadableFile[]>;
  /** Called when the operating system hands files over (double click, dock). */
  onFilesGiven(listener: (files: readonly GivenFile[]) => void): () => void;
  /** A new channel to the engine. */
  connect(): Promise<Transport>;
  /** Id of the investigation that the address names, so that a reload comes back to it. */
  readInvestigationId(): string | undefined;
  writeInvestigationId(id: string | undefined): void;
  setTitle(title: string): void;
  readonly keep: { read(key: string): string | undefined; write(key: string, text: string): void };
  copyText(text: string): Promise<void>;
}
