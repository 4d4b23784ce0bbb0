import { expect, test } from 'vitest';
import { serviceOfFile } from './service-of-file.ts';

const ID = '0123456789abcdef'.repeat(4);

test.each([
  ['payment-api.log', 'payment-api'],
  ['payment-api-2026-01-31.log.gz', 'payment-api'],
  ['payment-api.log.2026-01-31.zst', 'payment-api'],
  ['payment-api.log-20260131', 'payment-api'],
  ['payment-api-2026-01-31T10-30-00.log', 'payment-api'],
  ['payment-api.log.1', 'payment-api'],
  ['payment-api.1.log', 'payment-api'],
  ['payment-api.log.old', 'payment-api'],
  ['kafka-0.log', 'kafka'],
  ['nginx_access.log', 'nginx'],
  ['nginx-error.log.2.gz', 'nginx'],
  ['mysql-slow.log', 'mysql'],
  ['checkout.stdout.log', 'checkout'],
  ['Checkout.jsonl', 'Checkout'],
  ['auth-server.log', 'auth-server'],
  ['catalina.out', 'catalina'],
  ['logs/web-03/checkout.log', 'checkout'],
  [`web-5d4f_shop_payment-api-${ID}.log`, 'payment-api'],
  [`web-5d4f_shop_payment-api-${ID}.log.gz`, 'payment-api'],
])('%s is a log of %s', (name, service) => {
  expect(serviceOfFile(`/data/${name}`, name)).toBe(service);
});

test.each([
  'app.log',
  'access.log',
  'error.log.1',
  'messages',
  'syslog',
  'syslog.1',
  'auth.log',
  'out',
  'stdout',
  'stdout.log',
  '0.log',
  '2026-01-31.log',
  'app-2026-01-31.log.gz',
  'app_error.log',
  'standard input',
  'pasted text.log',
  'payment api.log',
  'notes.txt',
  'dump.csv',
  'checkout',
  '.log',
  'a.log',
  `${ID}-json.log`,
  'run-6ba7b810-9dad-11d1-80b4-00c04fd430c8.log',
  `${'long'.repeat(20)}.log`,
])('%s names no service', (name) => {
  expect(serviceOfFile(`/data/${name}`, name)).toBeUndefined();
});

test('in the folders of Kubernetes the container is the service, whatever the file is called', () => {
  const pod = '/var/log/pods/shop_web-5d4f_6ba7b810-9dad-11d1-80b4-00c04fd430c8/payment-api';
  expect(serviceOfFile(`${pod}/0.log`, '0.log')).toBe('payment-api');
  expect(serviceOfFile(`${pod}/3.log.20260131-103000.gz`, '3.log.20260131-103000.gz')).toBe('payment-api');
  expect(serviceOfFile('/uploads/7/x', `pods/kube-system_etcd-a_${ID.slice(0, 32)}/etcd/0.log`)).toBe('etcd');
});

test('a dropped file is judged by the name the person knows, not by that of the copy', () => {
  expect(serviceOfFile('/uploads/7/copy.log', 'payment-api.log')).toBe('payment-api');
});
