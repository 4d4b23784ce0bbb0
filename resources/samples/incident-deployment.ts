import { isIncident, paymentsPodAt, type Shop } from './incident-shop.ts';
import { INCIDENT } from './incident-truth.ts';

const { deploy } = INCIDENT;

/** Version 4.18.0 comes, takes every connection of the database, and goes again. */
export function playDeployment(shop: Shop): void {
  rollOut(
    shop,
    shop.paymentsBefore,
    shop.paymentsBad,
    INCIDENT.rolloutFromMs,
    INCIDENT.deployMs,
    deploy.version,
    '7c9f5d8b4',
    96,
    deploy.poolMax,
  );
  exhaust(shop);
  breakCircuits(shop);
  rollOut(
    shop,
    shop.paymentsBad,
    shop.paymentsAfter,
    INCIDENT.rollbackMs - 21_000,
    INCIDENT.rollbackMs,
    deploy.goodVersion,
    '6b8d5c7f94',
    24,
    deploy.goodPoolMax,
  );
  shop.logs.kube.event(
    INCIDENT.rollbackMs - 24_000,
    'Normal',
    'DeploymentRollback',
    'Deployment',
    'payments',
    'deployment-controller',
    'Rolled back deployment "payments" to revision 41',
  );
}

function rollOut(
  shop: Shop,
  from: readonly string[],
  to: readonly string[],
  firstMs: number,
  lastMs: number,
  version: string,
  replicaSet: string,
  workers: number,
  poolMax: number,
): void {
  const { random, logs } = shop;
  const commit = random.hex(40);
  to.forEach((pod, index) => {
    const ms = Math.round(firstMs + ((lastMs - firstMs) * index) / (to.length - 1));
    const node = `node-${random.whole(1, 9)}.eu-central-1.internal`;
    logs.kube.event(
      ms - 6_000,
      'Normal',
      'ScalingReplicaSet',
      'Deployment',
      'payments',
      'deployment-controller',
      `Scaled up replica set payments-${replicaSet} from ${index} to ${index + 1}`,
    );
    logs.kube.event(
      ms - 5_000,
      'Normal',
      'SuccessfulCreate',
      'ReplicaSet',
      `payments-${replicaSet}`,
      'replicaset-controller',
      `Created pod: ${pod}`,
    );
    logs.kube.event(ms - 4_900, 'Normal', 'Scheduled', 'Pod', pod, 'default-scheduler', `Successfully assigned shop/${pod} to ${node}`);
    logs.kube.event(
      ms - 4_000,
      'Normal',
      'Pulled',
      'Pod',
      pod,
      'kubelet',
      `Successfully pulled image "registry.shop.example/payments:${version}" in ${random.whole(600, 2_400)}ms`,
    );
    logs.kube.event(ms - 2_000, 'Normal', 'Started', 'Pod', pod, 'kubelet', 'Started container payments');
    logs.payments.record(
      ms,
      'info',
      'payments',
      `starting payments version=${version} commit=${commit} workers=${workers} pool_max=${poolMax}`,
      { pod },
    );
    logs.payments.record(ms + random.whole(140, 700), 'info', 'payments', `ready to serve on :8443 after ${random.whole(120, 900)}ms`, {
      pod,
    });
    logs.payments.record(
      ms + 2_600 + random.whole(0, 900),
      'info',
      'payments',
      `received SIGTERM, draining ${random.whole(0, 14)} requests`,
      { pod: from[index] },
    );
    logs.kube.event(ms + 2_500, 'Normal', 'Killing', 'Pod', from[index], 'kubelet', 'Stopping container payments');
    for (let connection = 0; connection < (poolMax > 20 ? 8 : 3); connection++) {
      const backend = random.whole(2_000, 32_000);
      logs.postgres.record(
        ms + 300 + connection * 40,
        backend,
        '[unknown]@[unknown]',
        'LOG',
        `connection received: host=10.42.${random.whole(0, 9)}.${random.whole(2, 250)} port=${random.whole(32_768, 60_999)}`,
      );
      logs.postgres.record(
        ms + 309 + connection * 40,
        backend,
        'payments@shop',
        'LOG',
        'connection authorized: user=payments database=shop application_name=payments SSL enabled',
      );
    }
  });
}

/** The database has no slot left; every pod waits for its pool. */
function exhaust({ random, logs }: Shop): void {
  const until = INCIDENT.rollbackMs - 7_000;
  const step = (until - INCIDENT.firstEvidenceMs) / (INCIDENT.rootCause.records - 2);
  for (let index = 0; index < INCIDENT.rootCause.records; index++) {
    const ms =
      index < 2 ? INCIDENT.firstEvidenceMs + index : Math.round(INCIDENT.firstEvidenceMs + step * (index - 1) + random.whole(-900, 900));
    logs.postgres.record(
      Math.max(ms, INCIDENT.firstEvidenceMs),
      random.whole(2_000, 32_000),
      'payments@shop',
      'FATAL',
      INCIDENT.rootCause.template,
    );
  }
}

function breakCircuits(shop: Shop): void {
  const { random, logs } = shop;
  const minutes = [0.3, 0.4, 0.9, 4.2, 4.3, 8.6, 8.9, 9.1, 12.4, 14.6, 14.9, 14.95];
  for (const minute of minutes) {
    const ms = Math.round(INCIDENT.firstEvidenceMs + minute * 60_000);
    const failures = random.whole(20, 64);
    if (isIncident(ms))
      logs.payments.record(
        ms,
        'warn',
        'payments',
        `circuit breaker ledger-${random.of(['read', 'write'])} opened after ${failures} failures in 10s`,
        { pod: paymentsPodAt(shop, ms) },
      );
  }
}
