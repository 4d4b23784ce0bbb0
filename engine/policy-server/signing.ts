import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { AppError } from '../base/app-error.ts';

/** DSSE, https://github.com/secure-systems-lab/dsse: what is signed names its own type, and verifiers never parse what they did not verify. */
export interface Envelope {
  readonly payloadType: string;
  /** Base64 of the exact bytes. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

export const BUNDLE_TYPE = 'application/vnd.logsift.policy-set+json';

export interface Signer {
  readonly keyId: string;
  /** PEM, SubjectPublicKeyInfo. */
  readonly publicKey: string;
  sign(payload: Uint8Array): Envelope;
}

/**
 * An Ed25519 key from a PEM file; where there is none, a new one is made there, readable by its owner alone.
 * @throws AppError BAD_REQUEST when the file holds no such key
 */
export function openSigner(path: string): Signer {
  if (!existsSync(path)) {
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  }
  const key = readKey(path);
  const publicKey = createPublicKey(key);
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const keyId = createHash('sha256').update(der).digest('hex').slice(0, 16);
  return {
    keyId,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign(payload) {
      const sig = sign(null, signedBytes(BUNDLE_TYPE, payload), key).toString('base64');
      return { payloadType: BUNDLE_TYPE, payload: Buffer.from(payload).toString('base64'), signatures: [{ keyid: keyId, sig }] };
    },
  };
}

/** @returns the bytes that were signed, or undefined where no signature is that key's */
export function verifiedPayload({ payloadType, payload, signatures }: Envelope, publicKeyPem: string): Buffer | undefined {
  const bytes = Buffer.from(payload, 'base64');
  const key = createPublicKey(publicKeyPem);
  const isSigned = signatures.some(({ sig }) => verify(null, signedBytes(payloadType, bytes), key, Buffer.from(sig, 'base64')));
  return isSigned ? bytes : undefined;
}

/** DSSE's pre-authentication encoding. */
function signedBytes(type: string, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload]);
}

function readKey(path: string): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(path));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (cause) {
    throw noKey(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
  throw noKey(path, 'it is a key of another kind', undefined);
}

function noKey(path: string, why: string, cause: unknown): AppError {
  return new AppError(
    'BAD_REQUEST',
    `"${path}" holds no Ed25519 key to sign bundles with: ${why}. The server does not start without one. Name another file with --signing-key; one that does not exist is made.`,
    { cause },
  );
}
