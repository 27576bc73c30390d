import type { Grant, InverseOffer } from './script.ts';

/** All offers made so far, and how far the script has looked. */
export class OfferLog {
  private readonly offers: Grant[] = [];
  private readonly inverseOffers: InverseOffer[] = [];
  /** Where the offers and inverse offers begin that no check has looked at. */
  private opened = 0;
  private inverseOpened = 0;
  private readonly marks = new Map<string, number>();

  add(offer: Grant): void {
    this.offers.push(offer);
  }

  addInverse(offer: InverseOffer): void {
    this.inverseOffers.push(offer);
  }

  /** Offers since the last check that looked at them. */
  window(): readonly Grant[] {
    return this.offers.slice(this.opened);
  }

  close(): void {
    this.opened = this.offers.length;
  }

  inverseWindow(): readonly InverseOffer[] {
    return this.inverseOffers.slice(this.inverseOpened);
  }

  closeInverse(): void {
    this.inverseOpened = this.inverseOffers.length;
  }

  /** Names this moment. */
  mark(name: string): void {
    this.marks.set(name, this.offers.length);
  }

  /** Offers since a moment that was named; all of them when it was not. */
  since(name: string): readonly Grant[] {
    return this.offers.slice(this.marks.get(name) ?? 0);
  }
}
