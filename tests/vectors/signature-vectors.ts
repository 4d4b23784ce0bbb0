import { messageSignature } from '../../engine/mine/fingerprint.ts';
import { MESSAGES } from './messages.ts';

/** One case of tests/vectors/signature.json. */
export interface SignatureVector {
  readonly about: string;
  readonly message?: string;
  /** The bytes in hex, where they are no text. */
  readonly messageHex?: string;
  /** Kind, first byte, byte behind the last. */
  readonly masks: readonly (readonly [string, number, number])[];
  readonly form: string;
  readonly fingerprint: string;
}

/** What the engine says of every message of the list. */
export function signatureVectors(): SignatureVector[] {
  return Object.entries(MESSAGES).flatMap(([about, messages]) =>
    messages.map((message): SignatureVector => {
      const bytes = Buffer.from(message);
      const { masks, form, fingerprint } = messageSignature(bytes);
      const asked = typeof message === 'string' ? { message } : { messageHex: bytes.toString('hex') };
      return { about, ...asked, masks: masks.map(({ kind, start, end }) => [kind, start, end] as const), form, fingerprint };
    }),
  );
}
