import { expect, test } from 'vitest';
import { nearness } from './by-meaning.ts';
import { WordModel } from './word-model.ts';

/** Templates in the manner of many systems; `!`: a warning or worse. */
const TEXTS = [
  '! sshd: Failed password for <*> from <*> port <*>',
  'sshd: Accepted publickey for <*> from <*>',
  '! nginx: connect() failed (111: Connection refused) while connecting to upstream',
  'nginx: GET <*> HTTP/1.1 200 <*>',
  '! postgres: canceling statement due to statement timeout',
  '! postgres: deadlock detected',
  'postgres: checkpoint complete: wrote <*> buffers',
  '! kernel: Out of memory: Killed process <*>',
  '! kernel: EXT4-fs error: No space left on device',
  'kernel: usb <*>: new high-speed device',
  '! kubelet: Liveness probe failed: HTTP probe failed with statuscode <*>',
  'kubelet: Successfully pulled image <*>',
  '! kubelet: Back-off restarting failed container',
  'deployment-controller: Scaled up replica set <*> to <*>',
  '! hdfs: Exception in receiveBlock for block <*> Connection reset by peer',
  'hdfs: Received block <*> of size <*>',
  '! kafka: consumer group <*> lag <*> exceeds threshold',
  'kafka: partition <*> assigned to <*>',
  '! tls: x509: certificate has expired or is not yet valid',
  '! auth: user <*> is not authorized to perform <*>',
  '! api: rate limit exceeded for client <*>',
  '! billing: payment <*> declined by issuer',
  'billing: invoice <*> sent to <*>',
  '! config: unknown key <*> in configuration file',
  '! parser: malformed JSON at offset <*>',
  'scheduler: job <*> finished in <*>',
  '! scheduler: job <*> missed its deadline',
  '! redis: MISCONF cannot persist to disk',
  'redis: background saving started',
];

/** What somebody asks, and how what answers it begins. */
const QUESTIONS: readonly (readonly [string, string])[] = [
  ['login failed', '! sshd: Failed'],
  ['wrong password', '! sshd: Failed'],
  ['upstream unreachable', '! nginx: connect'],
  ['query took too long', '! postgres: canceling'],
  ['transactions block each other', '! postgres: deadlock'],
  ['process ran out of memory', '! kernel: Out of memory'],
  ['disk is full', '! kernel: EXT4'],
  ['health check failing', '! kubelet: Liveness'],
  ['container crashed and was restarted', '! kubelet: Back-off'],
  ['new version rolled out', 'deployment-controller'],
  ['network connection lost', '! hdfs: Exception'],
  ['consumer is too slow', '! kafka: consumer'],
  ['expired certificate', '! tls'],
  ['permission denied', '! auth'],
  ['too many requests', '! api'],
  ['card rejected', '! billing: payment'],
  ['invalid configuration', '! config'],
  ['corrupt input', '! parser'],
  ['job was late', '! scheduler: job <*> missed'],
  ['could not write to disk', '! redis: MISCONF'],
];

/** Share of the questions whose answer is among the first k. */
function recallAt(k: number): { readonly recall: number; readonly missed: string[] } {
  const model = new WordModel(new URL('../../../resources/models/words-100d.bin', import.meta.url));
  const plain = TEXTS.map((text) => text.replace('! ', ''));
  const texts = plain.map((text, at) => ({ text, vector: model.vectorOf(text), isTrouble: TEXTS[at].startsWith('!') }));
  const missed = QUESTIONS.filter(([question, answer]) => {
    const near = nearness({ text: question, vector: model.vectorOf(question) }, texts);
    const order = [...near.keys()].sort((a, b) => near[b] - near[a]);
    return !order.slice(0, k).some((at) => TEXTS[at].startsWith(answer));
  });
  return { recall: 1 - missed.length / QUESTIONS.length, missed: missed.map(([question]) => question) };
}

test('of questions about many systems nine in ten find their answer among the first three, seven in ten at once', () => {
  const [first, three] = [recallAt(1), recallAt(3)];
  expect([three.missed, three.recall >= 0.9]).toEqual([expect.anything(), true]);
  expect([first.missed, first.recall >= 0.7]).toEqual([expect.anything(), true]);
});
