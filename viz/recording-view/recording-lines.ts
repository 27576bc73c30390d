/** A final block of nothing: what ends a deflate stream that was flushed and not ended. */
const END_OF_DEFLATE = Uint8Array.of(3, 0);
/** Of gzip without a name, as recordings are written. */
const GZIP_HEAD = 10;
/** How a first line begins that is a live recording's. */
const HEADER_START = '{"evenhand":"live-recording"';

/** Whether a file is the recording of a live machine, by its content. */
export async function isLiveRecording(content: Blob): Promise<boolean> {
  const start = new Uint8Array(await content.slice(0, 2).arrayBuffer());
  if (start[0] !== 0x1f || start[1] !== 0x8b) return false;
  let text = '';
  for await (const piece of unpacked(content.slice(0, 64 * 1024))) {
    text += piece;
    if (text.length >= HEADER_START.length) break;
  }
  return text.startsWith(HEADER_START);
}

/** The lines of a recording, as far as they were written: a master that runs has not ended it. */
export async function recordingLines(content: Blob): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of unpacked(content)) pieces.push(piece);
  const lines = pieces.join('').split('\n');
  // What is behind the last line break is cut off, or nothing.
  lines.pop();
  return lines;
}

async function* unpacked(content: Blob): AsyncGenerator<string> {
  const end = new Uint8Array(await content.slice(-4).arrayBuffer());
  const wasFlushed = end.join() === '0,0,255,255';
  // What was flushed and not ended is ended here; else its last piece would be lost to an error.
  const stream = wasFlushed
    ? new Blob([content.slice(GZIP_HEAD), END_OF_DEFLATE]).stream()
    : content.stream();
  const format = wasFlushed ? 'deflate-raw' : 'gzip';
  const reader = stream.pipeThrough(new DecompressionStream(format)).getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const piece = await reader.read().catch((error: unknown) => {
      // It was cut off: what came before is there.
      if (error instanceof TypeError) return null;
      throw error;
    });
    if (piece === null || piece.done) return;
    yield decoder.decode(piece.value, { stream: true });
  }
}
