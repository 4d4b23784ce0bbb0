/** What a vendor charges for logs. List prices in USD before discounts: a place to start from, never a quote. */
export interface Price {
  readonly id: string;
  readonly name: string;
  /** Bytes of the vendor's gigabyte. */
  readonly gigabyte: number;
  readonly perGb: number;
  readonly perMillionRecords: number;
  readonly freeGb: number;
  /** Days that are kept at no further price, and what each further 30 days of a gigabyte cost. */
  readonly includedDays: number;
  readonly retentionPerGb30Days: number;
  /** Billed bytes by bytes of text. */
  readonly billedSize: number;
  readonly retentionDays: number;
  /** How sure the figures are. */
  readonly status: 'verified' | 'secondary' | 'estimate' | 'own';
  /** When they were read, and where. */
  readonly asOf: string;
  readonly source: string;
}

const NOTHING_MORE = { perMillionRecords: 0, freeGb: 0, includedDays: 30, retentionPerGb30Days: 0, billedSize: 1, retentionDays: 30 };

export const PRICES: readonly Price[] = [
  { ...NOTHING_MORE, id: 'own', name: 'My own price', gigabyte: 1e9, perGb: 2.5, status: 'own', asOf: '', source: 'typed in' },
  {
    ...NOTHING_MORE,
    id: 'datadog',
    name: 'Datadog',
    gigabyte: 1e9,
    perGb: 0.1,
    perMillionRecords: 1.7,
    includedDays: 15,
    retentionDays: 15,
    status: 'secondary',
    asOf: '2026',
    source: 'third-party articles, annual billing',
  },
  {
    ...NOTHING_MORE,
    id: 'grafana-cloud',
    name: 'Grafana Cloud Logs',
    gigabyte: 1e9,
    perGb: 0.45,
    freeGb: 50,
    retentionPerGb30Days: 0.1,
    status: 'verified',
    asOf: '2026-08-27',
    source: 'grafana.com, logs invoice page and pricing',
  },
  {
    ...NOTHING_MORE,
    id: 'gcp-logging',
    name: 'Google Cloud Logging',
    gigabyte: 1_073_741_824,
    perGb: 0.5,
    freeGb: 50,
    retentionPerGb30Days: 0.01,
    status: 'verified',
    asOf: '2026-09-12',
    source: 'cloud.google.com, pricing',
  },
  {
    ...NOTHING_MORE,
    id: 'aws-cloudwatch',
    name: 'AWS CloudWatch Logs',
    gigabyte: 1e9,
    perGb: 0.5,
    includedDays: 0,
    retentionPerGb30Days: 0.03,
    status: 'secondary',
    asOf: '2026-06',
    source: 'third-party article, us-east-1',
  },
  {
    ...NOTHING_MORE,
    id: 'azure-analytics',
    name: 'Azure Monitor Analytics',
    gigabyte: 1e9,
    perGb: 2.3,
    freeGb: 5,
    includedDays: 31,
    retentionPerGb30Days: 0.1,
    billedSize: 0.75,
    status: 'secondary',
    asOf: '2026',
    source: 'third-party article, regional',
  },
  {
    ...NOTHING_MORE,
    id: 'newrelic',
    name: 'New Relic',
    gigabyte: 1e9,
    perGb: 0.4,
    freeGb: 100,
    status: 'secondary',
    asOf: '2026',
    source: 'third-party articles',
  },
  {
    ...NOTHING_MORE,
    id: 'self-hosted',
    name: 'Self-hosted (Loki, ClickHouse)',
    gigabyte: 1e9,
    perGb: 0.1,
    status: 'estimate',
    asOf: '2026',
    source: 'estimate with compute, replication and people',
  },
];

export const DEFAULT_PRICE: Price = PRICES[0];
