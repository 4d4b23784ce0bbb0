import path from 'node:path';

/** `import … from 'x'`, `export … from 'x'` and `import 'x'` at the start of a line, types included. */
const STATIC_IMPORT = /^[ \t]*(?:import|export)\s(?:[^'"();]*?\sfrom\s*)?['"]([^'"\n]+)['"]/gm;
/** `import('x')`, as a value or as a type. */
const DYNAMIC_IMPORT = /\bimport\(\s*['"]([^'"\n]+)['"]/g;

/** What a file imports, type-only imports included: they are dependencies of the design, whatever the compiler erases. */
export function importsOf(code: string): readonly string[] {
  return [STATIC_IMPORT, DYNAMIC_IMPORT].flatMap((pattern) => [...code.matchAll(pattern)].map(([, name]) => name));
}

/** Path from the root for an import of our own; undefined for a package. */
export function resolveImport(from: string, name: string): string | undefined {
  if (name.startsWith('.')) return path.posix.join(path.posix.dirname(from), name);
  const alias = /^#(base|contract)\/(.+)$/.exec(name);
  return alias === null ? undefined : `engine/${alias[1]}/${alias[2]}`;
}
