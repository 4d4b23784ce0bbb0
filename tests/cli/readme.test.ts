import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { logsift } from './play-cli.ts';

const README = fileURLToPath(new URL('../../README.md', import.meta.url));
/** Shown of the patterns; the rest of the output stands in the README whole. */
const PATTERNS_SHOWN = 4;

/** The fenced block under a heading. */
function blockUnder(heading: string, text: string): string {
  const block = new RegExp(`## ${heading}\\n.*?\`\`\`\\w*\\n(.*?)\`\`\``, 's').exec(text);
  if (block === null) throw new Error(`README has no block under "${heading}"`);
  return block[1];
}

/** Times and speeds differ from machine to machine. */
function steady(output: string): string {
  return output.replace(/ in [\d.]+ s,/, ' in … s,');
}

function shown(output: string): string {
  const lines = output.split('\n');
  const patterns = lines.indexOf('Patterns') + 1;
  return `${[...lines.slice(0, patterns + PATTERNS_SHOWN), '  …'].join('\n')}\n`;
}

// When the output changes for a good reason: LOGSIFT_RENEW_README=1 npm test -- tests/cli/readme.test.ts
test('the lines of the README give the output of the README', () => {
  const readme = readFileSync(README, 'utf8');
  const commands = [...blockUnder('Try it', readme).matchAll(/^node bin\/logsift\.mjs (.+?)(?:\s+#.*)?$/gm)].map(([, args]) =>
    args.split(/\s+/),
  );
  expect(commands.length).toBeGreaterThan(1);
  const folder = mkdtempSync(path.join(tmpdir(), 'logsift-readme-'));
  const outcomes = commands.map((args) => logsift(args, { cwd: folder }));
  rmSync(folder, { recursive: true, force: true });
  expect(outcomes.map(({ code, stderr }) => [code, stderr])).toEqual(commands.map(() => [0, '']));
  const output = shown(outcomes[outcomes.length - 1].stdout);
  const given = blockUnder('What you see', readme);
  if (process.env.LOGSIFT_RENEW_README !== undefined)
    writeFileSync(
      README,
      readme.replace(`## What you see\n\n\`\`\`\n${given}\`\`\``, () => `## What you see\n\n\`\`\`\n${output}\`\`\``),
    );
  else expect(steady(given)).toBe(steady(output));
});
