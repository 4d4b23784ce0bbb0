import { expect, test } from 'vitest';
import { countFrames, foldStack, isStack, readStack } from './stack-trace.ts';

const JAVA = `java.lang.IllegalStateException: supplier timeout
\tat shop.stock.Sync.run(Sync.java:100)
\tat java.base/java.util.concurrent.FutureTask.run(FutureTask.java:264)
\tat java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1136)
\tat java.base/java.lang.Thread.run(Thread.java:840)
Caused by: java.net.SocketTimeoutException: Read timed out
\tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:288)
\tat shop.supplier.Client.call(Client.java:77)
\t... 4 more`;

const PYTHON = `Traceback (most recent call last):
  File "/srv/app/orders.py", line 41, in place
    charge(order)
  File "/usr/lib/python3.12/site-packages/stripe/api.py", line 9, in call
    raise Timeout()
stripe.error.TimeoutError: no answer`;

test('each line of a Java trace is known for what it is', () => {
  expect(readStack(JAVA).map(({ kind, isLibrary }) => (isLibrary ? `${kind} of a library` : kind))).toEqual([
    'error',
    'frame',
    'frame of a library',
    'frame of a library',
    'frame of a library',
    'cause',
    'frame of a library',
    'frame',
    'more',
  ]);
});

test('source lines belong to the frame above them', () => {
  expect(readStack(PYTHON).map(({ kind, isLibrary }) => [kind, isLibrary])).toEqual([
    ['error', false],
    ['frame', false],
    ['code', false],
    ['frame', true],
    ['code', true],
    ['error', false],
  ]);
});

test('a long run of library frames is folded, short ones are not, and no line is lost', () => {
  const parts = foldStack(readStack(JAVA));
  expect(parts.map((part) => ('folded' in part ? `${part.folded.length} folded` : part.line.kind))).toEqual([
    'error',
    'frame',
    '3 folded',
    'cause',
    'frame',
    'frame',
    'more',
  ]);
  expect(parts.flatMap((part) => ('folded' in part ? part.folded : [part.line])).map(({ text }) => text)).toEqual(JAVA.split('\n'));
});

test('a trace of nothing but library frames is shown whole', () => {
  const lines = readStack(JAVA.split('\n').slice(2, 5).join('\n'));
  expect(foldStack(lines).every((part) => 'line' in part)).toBe(true);
});

test('other text of several lines is not taken for a stack trace', () => {
  const lines = readStack('request {\n  "at": 12\n}');
  expect([isStack(lines), countFrames(lines)]).toEqual([false, 0]);
  expect(isStack(readStack(PYTHON))).toBe(true);
});
