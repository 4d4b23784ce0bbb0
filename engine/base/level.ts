/** Levels in order of severity; index = the number stored. Underneath stand the OpenTelemetry severity numbers. */
export const LEVELS = ['UNSET', 'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
export type Level = (typeof LEVELS)[number];

/** OpenTelemetry SeverityNumber (lowest of each range); 0 = unspecified. */
export const SEVERITY_NUMBER: Readonly<Record<Level, number>> = {
  UNSET: 0,
  TRACE: 1,
  DEBUG: 5,
  INFO: 9,
  WARN: 13,
  ERROR: 17,
  FATAL: 21,
};

export type LevelIndex = 0 | 1 | 2 | 3 | 4 | 5 | 6;

const INDEX: ReadonlyMap<string, LevelIndex> = new Map(LEVELS.map((level, index) => [level, index as LevelIndex]));

export function levelIndex(level: Level): LevelIndex {
  return INDEX.get(level) ?? 0;
}

export function levelAt(index: number): Level {
  return LEVELS[index] ?? 'UNSET';
}

const WORDS: ReadonlyMap<string, Level> = new Map(
  Object.entries({
    TRACE: ['trace', 'trc', 'finest', 'finer', 'verbose', 'v', 't', 'silly', 'all'],
    DEBUG: ['debug', 'dbg', 'debu', 'fine', 'config', 'd', 'debug1', 'debug2', 'debug3', 'debug4', 'debug5'],
    INFO: ['info', 'inf', 'information', 'informational', 'notice', 'log', 'i', 'n', 'statement', 'detail', 'hint', 'normal'],
    WARN: ['warn', 'wrn', 'warning', 'w'],
    ERROR: ['error', 'err', 'eror', 'severe', 'failure', 'failed', 'fail', 'e'],
    FATAL: ['fatal', 'ftl', 'critical', 'crit', 'alert', 'emerg', 'emergency', 'panic', 'dpanic', 'f', 'c', 'a'],
  }).flatMap(([level, words]) => words.map((word) => [word, level as Level] as const)),
);

/** The level a word or a number (pino/bunyan tens, syslog 0–7 are not guessed here) stands for, or undefined. */
export function levelOfWord(word: string): Level | undefined {
  return WORDS.get(word.toLowerCase());
}

/** pino and bunyan write 10, 20 … 60. */
export function levelOfPinoNumber(value: number): Level | undefined {
  if (value < 10 || value > 69) return undefined;
  return LEVELS[Math.floor(value / 10)];
}

/** Syslog severity 0 (emergency) to 7 (debug), RFC 5424 section 6.2.1. */
export function levelOfSyslogSeverity(severity: number): Level | undefined {
  return (['FATAL', 'FATAL', 'FATAL', 'ERROR', 'WARN', 'INFO', 'INFO', 'DEBUG'] as const)[severity];
}
