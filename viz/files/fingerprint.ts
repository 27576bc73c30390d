import { DIGITS, type Fingerprint } from '../links/linked-file.ts';
import { pieces } from './pieces.ts';
import { Sha256 } from './sha256.ts';

/** What the content of a file is known by. */
export async function fingerprintOf(content: Blob): Promise<Fingerprint> {
  const sha = new Sha256();
  for await (const piece of pieces(content.stream())) sha.push(piece);
  return { bytes: content.size, sha256: sha.end().slice(0, DIGITS) };
}
