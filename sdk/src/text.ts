import { isUtf8 } from 'node:buffer';

/** How many bytes tell whether a text is UTF-16. */
const SAMPLE = 1024;

const utf8 = new TextDecoder();

/** A text as `Request` reads it: UTF-8, without one byte order mark at its beginning. */
export function decodeText(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

/**
 * Why bytes that somebody has written as a text cannot be read as UTF-8, as the rest of a sentence that begins with the
 * name of the file: `is UTF-16; save it as UTF-8`.
 */
export function encodingProblem(bytes: Uint8Array): string | undefined {
  if (isUtf16(bytes)) return 'is UTF-16; save it as UTF-8';
  return isUtf8(bytes) ? undefined : 'is not valid UTF-8';
}

/** By its mark, or because every second byte is NUL, as where Latin letters have no mark before them. */
function isUtf16(bytes: Uint8Array): boolean {
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  if (mark === 0xfeff || mark === 0xfffe) return true;
  const nul = [0, 0];
  const length = Math.min(bytes.length, SAMPLE);
  for (let at = 0; at < length; at++) if (bytes[at] === 0) nul[at % 2] = (nul[at % 2] ?? 0) + 1;
  return length >= 4 && Math.max(...nul) > length * 0.4 && Math.min(...nul) < length * 0.1;
}
