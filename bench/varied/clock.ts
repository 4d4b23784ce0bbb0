import type { FastRandom } from './fast-random.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A clock that only rises, unevenly; renders the part down to the second once a second. */
export class RisingClock {
  /** Microseconds since the epoch, whole. */
  us: number;
  /** `2026-09-14T13:40:00` */
  iso: Uint8Array = new Uint8Array();
  /** `14/Sep/2026:13:40:00 +0000` */
  common: Uint8Array = new Uint8Array();
  /** `Sep 14 13:40:00` */
  syslog: Uint8Array = new Uint8Array();
  #second = -1;
  readonly #random: FastRandom;
  readonly #meanUs: number;

  constructor(random: FastRandom, startUs: number, meanUs: number) {
    this.#random = random;
    this.#meanUs = meanUs;
    this.us = startUs;
    this.tick();
  }

  /** Microseconds within the second. */
  get fraction(): number {
    return this.us - this.#second * 1_000_000;
  }

  tick(): void {
    const one = this.#random.unit();
    // Bursts and pauses: a third of the mean most of the time, now and then ten times as long. E[3 x^2] = 1.
    this.us += Math.floor(3 * one * one * this.#meanUs);
    const second = Math.floor(this.us / 1_000_000);
    if (second === this.#second) return;
    this.#second = second;
    const iso = new Date(second * 1_000).toISOString();
    const month = MONTHS[Number(iso.slice(5, 7)) - 1];
    this.iso = Buffer.from(iso.slice(0, 19));
    this.common = Buffer.from(`${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`);
    this.syslog = Buffer.from(`${month} ${iso.slice(8, 10).replace(/^0/, ' ')} ${iso.slice(11, 19)}`);
  }
}
