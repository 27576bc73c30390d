import { Draws } from '../random/draws.ts';
import { type Ratio, hits } from '../random/ratio.ts';

/** What may become of a packet. */
export type PacketFate = 'sound' | 'lost' | 'twice' | 'late';

/** A message that waits on a clogged link. */
interface Held {
  readonly kind: number;
  readonly subject: number;
  readonly message: object;
}

/** Ratios of a link's troubles; null for none. */
interface Ratios {
  loss: Ratio | null;
  copies: Ratio | null;
  disorder: Ratio | null;
}

/**
 * What goes wrong on links beyond their breaking: messages that are lost, arrive twice, overtake
 * others, or wait. Links without trouble cost one look.
 *
 * Handshakes are never touched, nor overtaken: they stand for a connection being set up, which
 * either happens or does not.
 */
export class LinkTroubles {
  private readonly draws: Draws;
  private readonly ratios = new Map<number, Ratios>();
  private readonly clogged = new Map<number, Held[]>();
  /** Whether a message is part of a connection being made. */
  readonly isHandshake: (message: object) => boolean;
  /** Told of a lost message: whoever keeps the connection will notice. */
  onLost: (link: number) => void = () => undefined;

  constructor(seed: string, handshake: (message: object) => boolean) {
    this.draws = new Draws(seed, 'packet-fate');
    this.isHandshake = handshake;
  }

  /** Takes a message where its link is clogged. */
  holds(link: number, kind: number, subject: number, message: object): boolean {
    if (this.clogged.size === 0) return false;
    const held = this.clogged.get(link);
    if (held === undefined) return false;
    held.push({ kind, subject, message });
    return true;
  }

  clog(link: number): void {
    if (!this.clogged.has(link)) this.clogged.set(link, []);
  }

  /** @returns what waited, in the order in which it was sent */
  unclog(link: number): readonly Held[] {
    const held = this.clogged.get(link) ?? [];
    this.clogged.delete(link);
    return held;
  }

  /** A link broke: what waited on it is lost. */
  forget(link: number): void {
    const held = this.clogged.get(link);
    if (held !== undefined) held.length = 0;
  }

  /** Sets one kind of trouble on a link, or ends it with null. */
  set(link: number, trouble: keyof Ratios, ratio: Ratio | null): void {
    const ratios = this.ratios.get(link) ?? { loss: null, copies: null, disorder: null };
    ratios[trouble] = ratio;
    const none = ratios.loss === null && ratios.copies === null && ratios.disorder === null;
    if (none) this.ratios.delete(link);
    else this.ratios.set(link, ratios);
  }

  mayTouch(link: number, message: object): boolean {
    return this.ratios.size > 0 && this.ratios.has(link) && !this.isHandshake(message);
  }

  fateOf(link: number, ordinal: number): PacketFate {
    const ratios = this.ratios.get(link);
    if (ratios === undefined) return 'sound';
    const { loss, copies, disorder } = ratios;
    const bits = (purpose: number): number => this.draws.bits(link * 3 + purpose, ordinal);
    if (loss !== null && hits(loss, bits(0))) return 'lost';
    if (copies !== null && hits(copies, bits(1))) return 'twice';
    return disorder !== null && hits(disorder, bits(2)) ? 'late' : 'sound';
  }
}
