/** Puts server-sent events together from chunks of text of any size; only their data counts. */
export class ServerEvents {
  private rest = '';

  /** The data of the events that are complete with this chunk, in order. */
  push(text: string): string[] {
    const parts = (this.rest + text).split('\n\n');
    this.rest = parts.pop() ?? '';
    return parts.map((event) =>
      event
        .split('\n')
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).trimStart())
        .join('\n'),
    );
  }
}
