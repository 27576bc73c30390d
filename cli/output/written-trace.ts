import { gzipSync } from 'node:zlib';

import { writeOutputFile } from './output-file.ts';

/** Pieces put together before they are written to standard output, characters. */
const CHUNK = 65_536;

/**
 * Writes a trace to a file, gzipped when its name ends in `.gz`, or to standard output.
 * @param pieces of text, in order
 * @throws UsageError naming the option when the file cannot be written
 */
export function writeTrace(pieces: Iterable<string>, path: string | undefined): void {
  if (path === undefined) {
    for (const chunk of chunks(pieces)) process.stdout.write(chunk);
    return;
  }
  const bytes = Buffer.concat([...chunks(pieces)].map((chunk) => Buffer.from(chunk)));
  writeOutputFile(path, path.endsWith('.gz') ? gzipSync(bytes, { level: 9 }) : bytes, '--out');
}

function* chunks(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
