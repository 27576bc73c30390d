/** A file that a link names but cannot hold: how it is known again. */
export interface LinkedFile {
  /** The trace's path, as the scenario writes it. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of its content, {@link DIGITS} hexadecimal digits of it. */
  readonly sha256: string;
}

/** What a file is known by, without its name. */
export type Fingerprint = Omit<LinkedFile, 'path'>;

/** Digits of a hash that are kept: two files have the same by chance once in 2^64. */
export const DIGITS = 16;

export function sameContent(one: Fingerprint, other: Fingerprint): boolean {
  return one.bytes === other.bytes && one.sha256 === other.sha256;
}

/** `jobs.tsv (1,234 bytes, SHA-256 0123456789abcdef…)`. */
export function fileInWords({ path, bytes, sha256 }: LinkedFile): string {
  return `${path} (${bytes.toLocaleString('en')} bytes, SHA-256 ${sha256}…)`;
}

/** In a link: path, bytes, hash. */
export function packedFile({ path, bytes, sha256 }: LinkedFile): readonly unknown[] {
  return [path, bytes, sha256];
}

/** Reads what {@link packedFile} wrote; null for anything else. */
export function unpackedFile(value: unknown): LinkedFile | null {
  if (!Array.isArray(value) || value.length !== 3) return null;
  const [path, bytes, sha256] = value as readonly unknown[];
  if (typeof path !== 'string' || path === '') return null;
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) return null;
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{16}$/.test(sha256)) return null;
  return { path, bytes, sha256 };
}
