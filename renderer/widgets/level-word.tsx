import type { Level } from '#base/level.ts';

/** The class of a level's colour (`fatal` … `trace`); UNSET looks like TRACE. */
export function levelClass(level: string): string {
  return level === 'UNSET' ? 'trace' : level.toLowerCase();
}

/** Word and colour together, always. UNSET is a dash: the line names no level. */
export function LevelWord({ level }: { level: Level | string }) {
  return <span className={`lvw ${levelClass(level)}`}>{level === 'UNSET' ? '–' : level}</span>;
}
