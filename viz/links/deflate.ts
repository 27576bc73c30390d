/** Deflates bytes without header or checksum (RFC 1951). */
export async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return through(bytes, new CompressionStream('deflate-raw'));
}

/** The most that a link may unpack to: a small link can hold a huge lie. */
const UNPACKED_MAX = 4_000_000;

/** Inflates them again; null for bytes that are no such stream, or that unpack to too much. */
export async function inflate(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await through(bytes, new DecompressionStream('deflate-raw'));
  } catch (error) {
    // The stream's own words for damaged input; in Node also an Error of zlib with a code.
    if (error instanceof TypeError || error instanceof RangeError) return null;
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = transform.writable.getWriter();
  const reader = transform.readable.getReader();
  // Both fail together: the reader's failure is the one that is waited for and told.
  const written = writer.write(bytes).then(() => writer.close());
  const [parts] = await Promise.all([readAll(reader), written]);
  return parts;
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length;
    if (length > UNPACKED_MAX) {
      const message = `found more than ${UNPACKED_MAX} bytes, wanted a link`;
      await reader.cancel();
      throw new RangeError(message);
    }
    parts.push(next.value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
