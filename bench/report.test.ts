import { expect, test } from 'vitest';
import { type BenchReport, intoPage, renderReport } from './report.ts';

const REPORT: BenchReport = {
  day: '2026-09-14',
  machine: 'Some CPU, 2 of 4 cores',
  file: 'varied.log',
  ingest: {
    lines: 8_000_000,
    records: 7_990_000,
    templates: 9_100,
    bytes: 1e9,
    fileBytes: 160e6,
    linesPerSecond: 2_412_345.6,
    bytesPerSecond: 303e6,
    elapsedMs: 3_300,
    outerMs: 3_500,
    peakRssBytes: 375e6,
    outerPeakRssBytes: undefined,
  },
  latencies: [{ what: 'rare word: all counted', firstMs: 450.4, againMs: 7.25, outcome: '12 records' }],
  tools: [{ what: 'gzip -1', elapsedMs: 9_800, peakRssBytes: 2e6, outcome: '231 MB' }],
  missing: ['lnav'],
};

test('the report names the machine, the log and every number with its unit', () => {
  expect(renderReport(REPORT)).toBe(`Measured 2026-09-14 on Some CPU, 2 of 4 cores.
The log: varied.log, 1000 MB, 8,000,000 lines, 7,990,000 records.

| Reading (\`analyze --save\`) |  |
| --- | ---: |
| Lines per second | 2,412,346 |
| Bytes per second | 303 MB/s |
| Reading to saved and refined | 3.30 s |
| Whole process | 3.50 s |
| Peak memory (own figure) | 375 MB |
| Peak memory (kernel, from outside) | not available here |
| Saved file | 160 MB, 1/6.3 of the log |
| Patterns | 9,100 |

| Question | First time | Again | Answer |
| --- | ---: | ---: | --- |
| rare word: all counted | 450 ms | 7.3 ms | 12 records |

| Other tools, same file | Time | Peak memory | Outcome |
| --- | ---: | ---: | --- |
| gzip -1 | 9.80 s | 2 MB | 231 MB |

Not installed here: lnav.
`);
});

test('writing the report twice changes only what stands between the marks', () => {
  const page = intoPage('# Benchmarks\n\nWords before.\n', 'one\n');
  const again = intoPage(`${page}Words behind.\n`, 'two\n');
  expect(again).toBe(`${page.replace('one', 'two')}Words behind.\n`);
  expect(again).toContain('Words before.');
});
