/** What is replaced before a text leaves for a model. */
export interface MaskChoice {
  readonly cards: boolean;
  readonly emails: boolean;
  readonly tokens: boolean;
  readonly ips: boolean;
}

const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const CARD = /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w.-])/g;
const IPV4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])/g;
const IPV6 = /(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}(?::?[0-9a-f]{1,4}){1,4}(?![\w:])/gi;
/** Known forms of secrets; the group, where there is one, is what is replaced. */
const TOKENS = [
  /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]+)?/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\b(?:sk|pk|rk)[-_](?:live|test|proj|ant)?[-_]?[\w-]{16,}/g,
  /\bgh[pousr]_\w{20,}/g,
  /\bgithub_pat_\w{20,}/g,
  /\bxox[abprs]-[\w-]{10,}/g,
  /\bAIza[\w-]{30,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b(?:bearer|basic)\s+([\w.~+/=-]{8,})/gi,
  /\b(?:pass(?:word|wd|phrase)?|secret|token|api[-_ ]?key|access[-_ ]?key|client[-_ ]?secret|session(?:[-_ ]?id)?|cookie)["']?\s*[:=]\s*["']?([^\s"',;&}]{4,})/gi,
  /:\/\/[^\s/:@]+:([^\s/@]+)@/g,
];

/** Replaces secrets and personal data, the same value by the same word, so that what belongs together still shows. */
export class Mask {
  readonly #choice: MaskChoice;
  readonly #words = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  constructor(choice: MaskChoice) {
    this.#choice = choice;
  }

  /** Different values that were replaced so far. */
  get count(): number {
    return this.#words.size;
  }

  apply(text: string): string {
    const { cards, emails, tokens, ips } = this.#choice;
    let masked = text;
    if (tokens)
      for (const pattern of TOKENS)
        masked = masked.replace(pattern, (whole: string, inner: unknown) =>
          this.#replaced(whole, typeof inner === 'string' ? inner : whole),
        );
    if (emails) masked = masked.replace(EMAIL, (found) => this.#wordFor('email', found));
    if (cards) masked = masked.replace(CARD, (found) => (isCard(found) ? this.#wordFor('card', found) : found));
    if (ips) for (const pattern of [IPV4, IPV6]) masked = masked.replace(pattern, (found) => this.#wordFor('ip', found));
    return masked;
  }

  #replaced(whole: string, secret: string): string {
    return /^\[(?:secret|email|card|ip)-\d+\]$/.test(secret) ? whole : whole.replace(secret, () => this.#wordFor('secret', secret));
  }

  #wordFor(kind: string, value: string): string {
    const key = `${kind} ${value}`;
    const known = this.#words.get(key);
    if (known !== undefined) return known;
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    const word = `[${kind}-${number}]`;
    this.#words.set(key, word);
    return word;
  }
}

/** The check digit of Luhn: other long numbers pass it once in ten times. */
function isCard(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0 && new Set(digits).size > 1;
}
