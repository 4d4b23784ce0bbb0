import { type Condition, foldCase } from '../base/filter/ast.ts';
import { type LevelIndex, levelIndex, levelOfWord } from '../base/level.ts';
import { type Bitmap, emptyBitmap } from './bitmap.ts';
import type { CompileContext } from './compile-filter.ts';
import { type Matcher, VERDICT, type Verdict } from './matcher.ts';
import type { SignatureTable } from './signature-table.ts';

type FieldCondition = Exclude<Condition, { kind: 'text' | 'regex' }>;

/** A condition that all records of a signature (and source) meet or none does: no block needs to be read for it. */
export class SignatureMatcher implements Matcher {
  readonly key: string;
  readonly bySource: boolean;
  readonly #meets: (signatureId: number, sourceId: number) => boolean;

  constructor(key: string, bySource: boolean, meets: (signatureId: number, sourceId: number) => boolean) {
    this.key = key;
    this.bySource = bySource;
    this.#meets = meets;
  }

  verdict(signatureId: number, sourceId: number): Verdict {
    return this.#meets(signatureId, sourceId) ? VERDICT.all : VERDICT.none;
  }

  settled(): boolean {
    return true;
  }

  /** Never asked: there is no `some`. */
  rows(view: { readonly block: { readonly rowCount: number } }): Bitmap {
    return emptyBitmap(view.block.rowCount);
  }
}

/** `level:error,fatal`, `level>=warn`, `level:*`. Records whose level is unknown take part in no comparison. */
export function levelMatcher(condition: FieldCondition, table: SignatureTable): Matcher {
  const wanted = new Uint8Array(7);
  const indexOf = (word: string): LevelIndex => levelIndex(levelOfWord(word) ?? 'UNSET');
  for (let level = 0; level < 7; level++) {
    let meets: boolean;
    switch (condition.kind) {
      case 'exists':
        meets = level > 0;
        break;
      case 'value':
        meets = condition.values.some((value) => indexOf(value) === level);
        break;
      case 'span':
        meets = false;
        break;
      case 'compare': {
        const difference = level - indexOf(condition.bound);
        const { comparison } = condition;
        meets =
          level > 0 &&
          (comparison === '>'
            ? difference > 0
            : comparison === '>='
              ? difference >= 0
              : comparison === '<'
                ? difference < 0
                : difference <= 0);
        break;
      }
    }
    wanted[level] = meets ? 1 : 0;
  }
  return new SignatureMatcher(`level ${wanted.join('')}`, false, (signature) => wanted[table.level[signature]] === 1);
}

/** By the service that records name, or else that of their source: sources matter only where one has a service. */
export function serviceMatcher(
  condition: FieldCondition,
  test: ((value: string) => boolean) | undefined,
  { table, sources, serviceOf }: Pick<CompileContext, 'table' | 'sources' | 'serviceOf'>,
): Matcher {
  const bySource = [...sources.values()].some((source) => source.service !== 0);
  const passes: (boolean | undefined)[] = [false];
  return new SignatureMatcher(`service ${JSON.stringify(condition)}`, bySource, (signature, source) => {
    const service = serviceOf(signature, source);
    passes[service] ??= test === undefined || test(table.services[service]);
    return passes[service];
  });
}

/** By the beginning of the fingerprint. */
export function patternMatcher(condition: FieldCondition, table: SignatureTable): Matcher {
  const prefixes = condition.kind === 'value' ? condition.values.map(foldCase) : condition.kind === 'exists' ? [''] : [];
  return new SignatureMatcher(`pattern ${table.templateVersion} ${prefixes.join(' ')}`, false, (signature) => {
    const { fingerprint } = table.templates.patterns[table.patternOf(signature)];
    return prefixes.some((prefix) => fingerprint.startsWith(prefix));
  });
}

/** By the name of the source, or its path. */
export function sourceMatcher(
  condition: FieldCondition,
  test: ((value: string) => boolean) | undefined,
  sources: ReadonlyMap<number, { readonly name: string; readonly path: string }>,
): Matcher {
  const meets = new Set(
    [...sources].filter(([, source]) => test === undefined || test(source.name) || test(source.path)).map(([id]) => id),
  );
  return new SignatureMatcher(`source ${[...meets].join(' ')} ${JSON.stringify(condition)}`, true, (_, sourceId) => meets.has(sourceId));
}
