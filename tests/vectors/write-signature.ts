// Writes tests/vectors/signature.json anew: `node scripts/run.mjs tests/vectors/write-signature.ts`.
// A change in it is a change of every fingerprint that was ever kept: see docs/signature.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signatureVectors } from './signature-vectors.ts';

const lines = signatureVectors().map((vector) => `  ${JSON.stringify(vector)}`);
writeFileSync(join(import.meta.dirname, 'signature.json'), `[\n${lines.join(',\n')}\n]\n`);
