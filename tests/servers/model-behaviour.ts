/** How a played model server answers one question. */
export type ModelBehaviour =
  | { readonly kind: 'says'; readonly text: string; readonly outputTokens?: number }
  /** Takes the question and says nothing, until it is left. */
  | { readonly kind: 'silent' }
  /** Stops in the middle and keeps the connection open. */
  | { readonly kind: 'stalls'; readonly text: string }
  /** Closes the connection in the middle. */
  | { readonly kind: 'breaks'; readonly text: string }
  /** Ends because the answer became too long. */
  | { readonly kind: 'cut'; readonly text: string }
  | { readonly kind: 'refuses'; readonly text: string }
  /** Sends bytes that belong to no protocol. */
  | { readonly kind: 'garbage' }
  | { readonly kind: 'error'; readonly status: number; readonly message: string }
  | { readonly kind: 'redirects'; readonly to: string };

/** An answer as the explanation prompt asks for it. */
export function answerJson(statements: readonly (readonly [text: string, evidence: readonly number[]])[], notInLogs = 'Why.'): string {
  const [first, ...rest] = statements.map(([text, evidence]) => ({ evidence, text }));
  return JSON.stringify({ headline: first, statements: rest, notInLogs });
}

/** Some characters at a time, as models write. */
export function piecesOf(text: string): string[] {
  return text.match(/[\s\S]{1,7}/g) ?? [];
}
