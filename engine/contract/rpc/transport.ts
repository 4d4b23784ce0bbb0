/** One side of a two-way channel. Messages are plain, structured-cloneable values and arrive in order. */
export interface Transport {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when either side closes or the channel breaks. */
  onClose(listener: () => void): void;
  close(): void;
}
