/** A file or folder the operating system names. */
export interface NamedPath {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
}

/** All that the preload script offers, as `window.logsift`. */
export interface DesktopBridge {
  pickFiles(): Promise<readonly NamedPath[]>;
  pickFolder(): Promise<readonly NamedPath[]>;
  /** Where a dropped file or folder lies. */
  pathOf(file: File): string;
  /** Writes pasted text to a temporary file. */
  saveText(name: string, text: string): Promise<NamedPath>;
  /** Files the operating system hands over; those given before the first listener are kept for it. */
  onFilesGiven(listener: (files: readonly NamedPath[]) => void): () => void;
  /**
   * Asks for a new channel to the engine. It arrives as a `message` event of this window with the data `logsift:port` and one port:
   * ports cannot pass the context bridge.
   */
  requestPort(): void;
}

declare global {
  interface Window {
    readonly logsift?: DesktopBridge;
  }
}
