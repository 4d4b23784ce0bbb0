/** Lower case for ASCII letters, everything else as it is: every search in the engine ignores case this way, byte by byte. */
export const FOLD: Readonly<Uint8Array> = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));
