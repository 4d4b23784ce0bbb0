/** error: what was thrown. cause: where one led to the next. frame: a place in the code. code: its source line. more: frames the log left out. */
export type StackKind = 'error' | 'cause' | 'frame' | 'code' | 'more' | 'text';

export interface StackLine {
  readonly kind: StackKind;
  readonly text: string;
  /** A frame of a runtime or a framework, seldom where the mistake is. */
  readonly isLibrary: boolean;
}

/** Lines to show, or a run of library frames that is folded. */
export type StackPart = { readonly line: StackLine } | { readonly folded: readonly StackLine[] };

/** Runs shorter than this are not worth a click. */
const LEAST_FOLD = 3;

const FRAME = [
  /^\s*at\s+\S/, // Java, Kotlin, JavaScript, .NET
  /^\s*File "[^"]+", line \d+/, // Python
  /^\s+\S+\.go:\d+/, // Go
  /^\s*from .+:\d+:in /, // Ruby
  /^#\d+\s+\S/, // PHP, C
];
const CAUSE = /^\s*(Caused by:|Suppressed:|During handling of the above|The above exception was|--- End of)/;
const ERROR = /^\s*(Traceback \(most recent call last\)|panic: |goroutine \d+ \[|[\w$.:]*(Exception|Error|Throwable|Fault)\b)/;
const MORE = /^\s*\.\.\. \d+ (more|common frames omitted)/;
const LIBRARY =
  /(^|[\s(/])(java\.base\/|javax?\.|jdk\.|sun\.|com\.sun\.|kotlinx?\.|scala\.|org\.(springframework|apache|hibernate|eclipse|jboss)\.|io\.netty\.|reactor\.|node:|System\.|Microsoft\.)|node_modules\/|site-packages\/|\/lib\/python|\/usr\/local\/go\/src\//;

/** What each line of a stack trace is. Nothing of the text is lost or changed. */
export function readStack(text: string): readonly StackLine[] {
  const lines: StackLine[] = [];
  for (const line of text.split(/\r?\n/)) {
    const kind = kindOf(line, lines.at(-1)?.kind);
    const above = lines.at(-1);
    const isLibrary = kind === 'frame' ? LIBRARY.test(line) : kind === 'code' && above?.isLibrary === true;
    lines.push({ kind, text: line, isLibrary });
  }
  return lines;
}

function kindOf(line: string, above: StackKind | undefined): StackKind {
  if (FRAME.some((pattern) => pattern.test(line))) return 'frame';
  if (CAUSE.test(line)) return 'cause';
  if (MORE.test(line)) return 'more';
  if (ERROR.test(line)) return 'error';
  return above === 'frame' && /^\s{4}/.test(line) ? 'code' : 'text';
}

/** Whether a text of several lines is a stack trace at all. */
export function isStack(lines: readonly StackLine[]): boolean {
  return lines.some(({ kind }) => kind === 'frame');
}

export function countFrames(lines: readonly StackLine[]): number {
  return lines.filter(({ kind }) => kind === 'frame').length;
}

/** Folds runs of library frames, so that one's own code stands out. A trace of nothing else stays as it is. */
export function foldStack(lines: readonly StackLine[]): readonly StackPart[] {
  if (!lines.some(({ kind, isLibrary }) => kind === 'frame' && !isLibrary)) return lines.map((line) => ({ line }));
  const parts: StackPart[] = [];
  let run: StackLine[] = [];
  const endRun = (): void => {
    if (countFrames(run) >= LEAST_FOLD) parts.push({ folded: run });
    else parts.push(...run.map((line) => ({ line })));
    run = [];
  };
  for (const line of lines) {
    if (line.isLibrary) run.push(line);
    else {
      endRun();
      parts.push({ line });
    }
  }
  endRun();
  return parts;
}
