/** What a machine that stops leaves of what was written and not synced. */
export type DiskLoss = 'nothing' | 'lost-writes' | 'torn-tail';

/**
 * A file on a virtual disk. What is appended may be lost when the machine stops, until it is
 * synced; of what is not synced some may be there: a beginning, to any character.
 */
export class VirtualDisk {
  private text = '';
  private syncedLength = 0;

  get content(): string {
    return this.text;
  }

  append(text: string): void {
    this.text += text;
  }

  /** All that was appended so far survives. */
  sync(): void {
    this.syncedLength = this.text.length;
  }

  /** Only the first so many characters stay. */
  cut(length: number): void {
    this.text = this.text.slice(0, length);
    this.syncedLength = Math.min(this.syncedLength, length);
  }

  /**
   * The machine stops.
   * @param part of what was not synced that is there with a torn tail, from 0 to below 1
   */
  crash(loss: DiskLoss, part: number): void {
    const unsynced = this.text.length - this.syncedLength;
    const kept = loss === 'torn-tail' ? Math.ceil(part * unsynced) : 0;
    if (loss !== 'nothing') this.cut(this.syncedLength + kept);
    this.sync();
  }
}
