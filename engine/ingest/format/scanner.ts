import type { LineScanner } from '../../base/line-scan.ts';
import type { Multiline } from './continuation.ts';
import type { FormatDefinition } from './definition.ts';
import type { FieldRoles } from './field-roles.ts';
import { JsonScanner } from './json-scanner.ts';
import { LogfmtScanner } from './logfmt-scanner.ts';
import { PlainScanner } from './plain-scanner.ts';
import type { ScannerContext } from './scanner-context.ts';
import { TextScanner } from './text-scanner.ts';

/** The format of text without times: what is left when nothing else fits. */
export const PLAIN = 'plain';

/** The scanner of a format for one source. */
export function createScanner(definition: FormatDefinition, roles: FieldRoles, given: ScannerContext): LineScanner {
  const context = { ...given, isDayFirst: roles.isDayFirst };
  switch (definition.scanner) {
    case 'json':
      return new JsonScanner(roles, context);
    case 'logfmt':
      return new LogfmtScanner(roles, context);
    case 'plain':
      return new PlainScanner(context, definition.id !== PLAIN);
    case 'text':
      return textScanner(definition, roles, context, { isLoose: multilineOf(definition, roles) === 'unmatched' });
  }
}

/** As createScanner, but lines that fit no pattern are refused even where they begin with a time: for judging how well a format fits. */
export function createStrictScanner(definition: FormatDefinition, roles: FieldRoles, context: ScannerContext): LineScanner {
  return definition.scanner === 'text'
    ? textScanner(definition, roles, { ...context, isDayFirst: roles.isDayFirst }, { isTrial: true })
    : createScanner(definition, roles, context);
}

/** Reads what no format fits: never refuses. */
export function createFallback(context: ScannerContext): LineScanner {
  return new PlainScanner(context, false);
}

/** Messages stand inside quoted strings. */
export function isEscaped(definition: FormatDefinition, roles: FieldRoles = {}): boolean {
  return definition.scanner === 'json' || definition.scanner === 'logfmt' || (definition.inner === 'json' && roles.inner !== undefined);
}

/** Which lines join the record above: what detection found in the source, else what the format says. */
export function multilineOf(definition: FormatDefinition, roles: FieldRoles): Multiline {
  return roles.multiline ?? definition.multiline;
}

function textScanner(
  definition: FormatDefinition,
  roles: FieldRoles,
  context: ScannerContext,
  { isLoose = false, isTrial = false }: { isLoose?: boolean; isTrial?: boolean },
): TextScanner {
  const inner =
    definition.inner === 'json' && roles.inner !== undefined ? new JsonScanner({ ...roles.inner, time: undefined }, context) : undefined;
  return new TextScanner(definition, context, {
    varying: roles.varying,
    inner,
    loose: isLoose ? new PlainScanner(context, true) : undefined,
    isTrial,
  });
}
