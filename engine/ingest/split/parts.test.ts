import { expect, test } from 'vitest';
import { MAX_PART_BYTES, type PartStyle, partOfStyle, streamOf, unfinishedStream } from './parts.ts';

/** The line's stream, and whether it goes on; bytes before and behind it must not matter. */
function judged(style: PartStyle, line: string): string {
  const bytes = Buffer.from(`P n${line}P n","stream":"stdout"`);
  const code = partOfStyle(style)?.(bytes, 3, 3 + Buffer.byteLength(line)) ?? -1;
  const stream = ['none', 'stdout', 'stderr'][streamOf(code)];
  return unfinishedStream(code) === 0 ? stream : `${stream} …`;
}

const docker = (log: string, behind = '"time":"2026-09-01T10:00:01.25Z"'): string =>
  `{"log":${JSON.stringify(log)},"stream":"stderr",${behind}}`;

test.each([
  ['cri', '2026-09-01T10:00:01.250000001Z stdout P begins', 'stdout …'],
  ['cri', '2026-09-01T10:00:01.250000001Z stdout F ends', 'stdout'],
  ['cri', '2026-09-01T10:00:01.25+02:00 stderr P ', 'stderr …'],
  ['cri', '2026-09-01T10:00:01Z stderr P', 'stderr …'],
  ['cri', '2026-09-01T10:00:01Z stderr PING', 'none'],
  ['cri', '2026-09-01T10:00:01Z stderr', 'none'],
  ['cri', '2026-09-01T10:00:01Z stdin F x', 'none'],
  ['cri', 'plain words', 'none'],
  ['cri', '', 'none'],
  ['docker', docker('ends\n'), 'stderr'],
  ['docker', docker('begins'), 'stderr …'],
  ['docker', docker('a backslash and an n \\n'), 'stderr …'],
  ['docker', docker('a backslash and a line feed \\\n'), 'stderr'],
  ['docker', docker(''), 'stderr …'],
  ['docker', docker('quoted ","stream":"stdout","x":" \n'), 'stderr'],
  ['docker', docker('with labels\n', '"attrs":{"tag":"pay"},"time":"2026-09-01T10:00:01.25Z"'), 'stderr'],
  ['docker', '{"log":"x","stream":"else","time":"2026-09-01T10:00:01.25Z"}', 'none'],
  ['docker', '{"stream":"stdout","log":"x","time":"2026-09-01T10:00:01.25Z"}', 'none'],
  ['docker', '{}', 'none'],
] as const)('%s: %s is of %s', (style, line, expected) => {
  expect(judged(style, line)).toBe(expected);
});

test('lines longer than any part are none, and other formats have none', () => {
  expect(judged('cri', `2026-09-01T10:00:01Z stdout P ${'x'.repeat(MAX_PART_BYTES)}`)).toBe('none');
  expect(partOfStyle('none')).toBeUndefined();
});
