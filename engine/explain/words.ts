import type { Level } from '../base/level.ts';
import { US_PER_MS, US_PER_SECOND } from '../base/time.ts';

/** How numbers and times are written in explanations: the same way for rules, for models that read them, and for the check of what models write. */
export interface Words {
  /** 14:31:05.002, milliseconds only where there are some. */
  clock(timeUs: number): string;
}

/** @param timeZone IANA name; one that does not exist is read as UTC, as no time is worth failing an explanation for */
export function wordsIn(timeZone: string): Words {
  const format = clockFormat(timeZone) ?? clockFormat('UTC');
  return {
    clock: (timeUs) => {
      const ms = Math.floor(timeUs / US_PER_MS) % 1_000;
      const clock = format?.format(Math.floor(timeUs / US_PER_MS)) ?? '';
      return ms === 0 ? clock : `${clock}.${String(ms).padStart(3, '0')}`;
    },
  };
}

function clockFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export function countWords(count: number): string {
  return count.toLocaleString('en-US');
}

export function times(count: number): string {
  return count === 1 ? 'once' : `${countWords(count)} times`;
}

export function plural(count: number, one: string): string {
  return `${countWords(count)} ${one}${count === 1 ? '' : 's'}`;
}

/** 11 ms, 5.2 s, 36 s, 21 min 33 s, 4 h 30 min */
export function durationWords(durationUs: number): string {
  const seconds = durationUs / US_PER_SECOND;
  if (seconds < 1) return `${Math.round(durationUs / US_PER_MS)} ms`;
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** @param unit as VariableStats has it */
export function quantityWords(value: number, unit: string): string {
  const text = value >= 1_000 ? countWords(Math.round(value)) : String(Number(value.toPrecision(3)));
  return unit === '' ? text : `${text} ${unit}`;
}

export function rateWords(perMinute: number): string {
  return `${perMinute >= 10 ? countWords(Math.round(perMinute)) : Number(perMinute.toPrecision(2))} a minute`;
}

export function levelWords(level: Level | undefined): string {
  return level === undefined || level === 'UNSET' ? '' : `${level} `;
}

const SHOWN = 100;

/** What a template says, short enough for a sentence: what stands before its first variable, where that is two words or more. */
export function phraseOf(template: string): string {
  const [before] = template.split('<*>', 1);
  const phrase = before.replace(/\s*[\w.-]*=$/, '').replace(/[\s"'([{:,;]+$/, '');
  const text = phrase.split(/\s+/).length >= 2 ? phrase : template;
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`;
}

/** Words of a list: a, b and c */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Text of a log in a sentence. */
export function quoted(text: string): string {
  return `“${text}”`;
}
