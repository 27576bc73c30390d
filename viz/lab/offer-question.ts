import type { OfferPage, OfferQuery } from '../../sim/session/session-pages.ts';
import type { FrameSource } from './frame-source.ts';

/** Asks a source for offers, one question at a time; the latest wish is asked last. */
export class OfferQuestion {
  private readonly got: (page: OfferPage) => void;
  private readonly failed: (error: unknown) => void;
  /** Who was asked last. */
  private source: FrameSource | null = null;
  private asking = false;
  private next: { readonly source: FrameSource; readonly query: OfferQuery } | null = null;

  constructor(got: (page: OfferPage) => void, failed: (error: unknown) => void) {
    this.got = got;
    this.failed = failed;
  }

  /** An answer to what was asked before is not given to anybody. */
  forget(): void {
    this.next = null;
    this.source = null;
  }

  ask(source: FrameSource, query: OfferQuery): void {
    this.source = source;
    this.next = { source, query };
    if (!this.asking) void this.answer();
  }

  private async answer(): Promise<void> {
    this.asking = true;
    for (let wish = this.next; wish !== null; wish = this.next) {
      this.next = null;
      const { source, query } = wish;
      try {
        const page = await source.offers(query);
        if (this.source === source) this.got(page);
      } catch (error) {
        if (this.source === source) this.failed(error);
      }
    }
    this.asking = false;
  }
}
