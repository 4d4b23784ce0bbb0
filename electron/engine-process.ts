import type { MessagePortMain, UtilityProcess } from 'electron';
import { isSealRequest, type SealAnswer, type SealRequest } from './keychain.ts';

/** Starts that may follow one another without a minute between them; then something is wrong that starting again will not mend. */
const MAX_STARTS = 3;
const CALM_MS = 60_000;
/** Closing the files takes less; an engine that takes longer hangs. Files that are not closed are whole all the same. */
const STOP_MS = 10_000;

/** What the engine's process says by itself while it stops: a file could not be made whole. */
export interface UnfinishedWork {
  readonly code: string;
  readonly message: string;
}

export interface EngineProcessOptions {
  /** Starts the process. */
  readonly fork: () => UtilityProcess;
  /** Milliseconds, rising. */
  readonly now: () => number;
  /** Answers what the engine asks of the keychain. */
  readonly onSealing: (request: SealRequest) => SealAnswer;
  /** Called with what the engine could not finish when it was stopped. */
  readonly onUnfinished: (problem: UnfinishedWork) => void;
  /** Called when it died too often to be started again. */
  readonly onGivenUp: () => void;
}

/**
 * The engine in a process of its own: a crash there costs the window its connection, not its life. The window asks for a new channel
 * when it loses one, and that starts the engine again.
 */
export class EngineProcess {
  readonly #options: EngineProcessOptions;
  #running: UtilityProcess | undefined;
  #starts: number[] = [];
  #isStopped = false;

  constructor(options: EngineProcessOptions) {
    this.#options = options;
  }

  /** Gives one end of a channel to the engine, which is started if need be. @returns false when it will not be started any more */
  connect(port: MessagePortMain): boolean {
    const running = this.#running ?? this.#start();
    if (running === undefined) return false;
    running.postMessage('client', [port]);
    return true;
  }

  /** Asks the engine to close its files, and ends it when it does not answer; resolves when it is gone. */
  stop(): Promise<void> {
    this.#isStopped = true;
    const running = this.#running;
    if (running === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const impatience = setTimeout(() => running.kill(), STOP_MS);
      running.once('exit', () => {
        clearTimeout(impatience);
        resolve();
      });
      running.on('message', (problem: UnfinishedWork | SealRequest) => {
        if (isSealRequest(problem)) return;
        this.#options.onUnfinished(problem);
        running.kill();
      });
      running.postMessage('stop');
    });
  }

  #start(): UtilityProcess | undefined {
    const now = this.#options.now();
    this.#starts = this.#starts.filter((at) => now - at < CALM_MS);
    if (this.#isStopped || this.#starts.length >= MAX_STARTS) {
      if (!this.#isStopped) this.#options.onGivenUp();
      return undefined;
    }
    this.#starts.push(now);
    const running = this.#options.fork();
    running.on('message', (message: unknown) => {
      if (isSealRequest(message)) running.postMessage(this.#options.onSealing(message));
    });
    running.once('exit', () => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }
}
