import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Rgb = readonly [number, number, number];
type Tokens = ReadonlyMap<string, Rgb>;

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const themes = { dark: tokensOf(/:root \{\s*color-scheme: dark;([^}]*)\}/), light: tokensOf(/:root\[data-theme="light"\] \{([^}]*)\}/) };

function tokensOf(block: RegExp): Tokens {
  const body = block.exec(css)?.[1] ?? '';
  return new Map([...body.matchAll(/--([\w-]+):\s*#([0-9a-f]{6});/g)].map(([, name, hex]) => [name ?? '', rgbOf(hex ?? '')]));
}

function rgbOf(hex: string): Rgb {
  const part = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return [part(0), part(2), part(4)];
}

const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const toLinear = ([r, g, b]: Rgb): Rgb => [linear(r), linear(g), linear(b)];

/** WCAG 2.2 contrast ratio. */
function contrast(a: Rgb, b: Rgb): number {
  const luminance = (rgb: Rgb): number => {
    const [r, g, b2] = toLinear(rgb);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b2;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Björn Ottosson's OKLab of a linear colour. */
function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB. */
const VISION: Readonly<Record<string, readonly [Rgb, Rgb, Rgb]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seen(rgb: Rgb, rows: readonly [Rgb, Rgb, Rgb]): Rgb {
  const [r, g, b] = toLinear(rgb);
  const dot = (row: Rgb): number => Math.min(1, Math.max(0, row[0] * r + row[1] * g + row[2] * b));
  return [dot(rows[0]), dot(rows[1]), dot(rows[2])];
}

const get = (tokens: Tokens, name: string): Rgb => {
  const found = tokens.get(name);
  if (found === undefined) throw new Error(`no token --${name}`);
  return found;
};

const TEXT = [
  'fg-0',
  'fg-1',
  'fg-2',
  'accent-fg',
  'lv-fatal-fg',
  'lv-error-fg',
  'lv-warn-fg',
  'lv-info-fg',
  'lv-debug-fg',
  'lv-trace-fg',
  'ok',
  'caution',
  'bad',
];

test.each(Object.entries(themes))('every text colour reaches 4.5:1 on the surfaces of the %s theme', (_, tokens) => {
  const poor = TEXT.flatMap((text) =>
    ['bg-0', 'bg-1', 'bg-2', 'bg-pop'].flatMap((ground) => {
      const ratio = contrast(get(tokens, text), get(tokens, ground));
      return ratio < 4.5 ? [`${text} on ${ground}: ${ratio.toFixed(2)}`] : [];
    }),
  );
  const pairs = [
    ['var-fg', 'var-bg'],
    ['hit-fg', 'hit-bg'],
    ['on-accent', 'accent'],
    ['fg-0', 'accent-bg'],
    ['fg-0', 'bg-3'],
  ] as const;
  for (const [text, ground] of pairs) if (contrast(get(tokens, text), get(tokens, ground)) < 4.5) poor.push(`${text} on ${ground}`);
  expect(poor).toEqual([]);
});

test.each(Object.entries(themes))('level fills, control edges and the focus ring reach 3:1 in the %s theme', (_, tokens) => {
  const fills = ['lv-fatal', 'lv-error', 'lv-warn', 'lv-info', 'lv-debug', 'line-3', 'accent'];
  expect(fills.filter((fill) => contrast(get(tokens, fill), get(tokens, 'bg-1')) < 3)).toEqual([]);
});

test.each(Object.entries(themes))('no two levels of the %s theme look alike, whatever the eyes', (_, tokens) => {
  const levels = ['fatal', 'error', 'warn', 'info', 'debug'];
  const close: string[] = [];
  for (const [vision, rows] of Object.entries(VISION)) {
    const labs = levels.map((level) => oklab(seen(get(tokens, `lv-${level}`), rows)));
    for (let a = 0; a < labs.length; a++) {
      for (let b = a + 1; b < labs.length; b++) {
        const [x, y] = [labs[a], labs[b]];
        if (x && y && Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]) < 0.09) close.push(`${levels[a]} and ${levels[b]}, ${vision}`);
      }
    }
  }
  expect(close).toEqual([]);
});
