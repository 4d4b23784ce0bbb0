import type { LineScanner } from '../../base/line-scan.ts';
import type { FormatDefinition } from './definition.ts';
import type { FieldRoles } from './field-roles.ts';
import { JsonScanner } from './json-scanner.ts';
import { LogfmtScanner } from './logfmt-scanner.ts';
import { type ScannerContext, TextScanner } from './text-scanner.ts';

/** The scanner of a format for one source. */
export function createScanner(definition: FormatDefinition, roles: FieldRoles, context: ScannerContext): LineScanner {
  if (definition.scanner === 'json') return new JsonScanner(roles, context);
  if (definition.scanner === 'logfmt') return new LogfmtScanner(roles, context);
  return new TextScanner(definition, context);
}

/** Messages of these formats stand inside quoted strings. */
export function isEscaped(definition: FormatDefinition): boolean {
  return definition.scanner !== 'text';
}

/** Reads what no format fits: the whole line is the message. */
export function createFallback(context: ScannerContext): LineScanner {
  return new TextScanner({ ...PLAIN }, context);
}

const PLAIN: FormatDefinition = {
  id: 'plain',
  title: 'Plain text',
  description: 'Every line a record.',
  scanner: 'text',
  patterns: ['{message}'],
  multiline: 'indented',
  levelFrom: 'message',
  requiredKeys: [],
  specificity: 0,
  samples: [],
};
