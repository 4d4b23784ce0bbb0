import { AppError } from '../../base/app-error.ts';
import { US_PER_HOUR, US_PER_MINUTE } from '../../base/time.ts';

/** Offsets of one time zone; asked for every line that names no zone. */
export interface ZoneOffsets {
  /** Minutes east of UTC at a local time given as microseconds "as if UTC". Where a clock change makes it ambiguous: the earlier reading. */
  offsetMinutesAt(localUs: number): number;
}

/** @param name `UTC`, an IANA name or `+02:00`. @throws AppError BAD_TIME_ZONE */
export function zoneOffsets(name: string): ZoneOffsets {
  if (name === 'UTC' || name === 'Z' || name === '') return { offsetMinutesAt: () => 0 };
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(name);
  if (fixed !== null) {
    const minutes = (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3]));
    return { offsetMinutesAt: () => minutes };
  }
  const format = formatOf(name);
  // The same quarter of an hour has the same offset in every zone.
  const step = US_PER_HOUR / 4;
  let cachedStep = Number.NaN;
  let cachedMinutes = 0;
  return {
    offsetMinutesAt(localUs) {
      const at = Math.floor(localUs / step);
      if (at !== cachedStep) {
        cachedStep = at;
        // Twice: the offset at the guess may differ from that at the time itself.
        const guess = offsetAt(format, localUs);
        cachedMinutes = offsetAt(format, localUs - guess * US_PER_MINUTE);
      }
      return cachedMinutes;
    },
  };
}

function formatOf(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new AppError(
      'BAD_TIME_ZONE',
      `There is no time zone "${name}". Times were not read. Write a name such as Europe/Berlin, UTC, or an offset such as +02:00.`,
      { cause },
    );
  }
}

function offsetAt(format: Intl.DateTimeFormat, timeUs: number): number {
  const parts = new Map(format.formatToParts(new Date(timeUs / 1000)).map((part) => [part.type, Number(part.value)]));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return Math.round((local - Math.floor(timeUs / 1_000_000) * 1000) / 60_000);
}
