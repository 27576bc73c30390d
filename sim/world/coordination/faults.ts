import type { Micros } from '../../../core/machine.ts';

/**
 * What can happen to an ensemble and its clients. Each lasts until its counterpart, or `heal`,
 * which brings all servers up, joins all links and ends all slowness. A quorum is lost when too
 * many servers are down or cut off.
 */
export type CoordinationFault =
  /** The server's process dies, and comes back with what the leader has. */
  | { readonly kind: 'server-down' | 'server-up'; readonly server: number }
  /** Two servers cannot reach each other. */
  | { readonly kind: 'cut-servers' | 'heal-servers'; readonly servers: readonly [number, number] }
  /** A client cannot reach a server, or any where it is null. */
  | {
      readonly kind: 'cut-client' | 'heal-client';
      readonly client: number;
      readonly server: number | null;
    }
  /** A majority takes `factor` times as long to log a write; 1 is as usual. */
  | { readonly kind: 'slow-quorum'; readonly factor: number }
  /** Watches are told that much later, and whatever follows on their connections with them. */
  | { readonly kind: 'late-watches'; readonly delayUs: Micros }
  /** The ensemble ends a client's session while it is in use. */
  | { readonly kind: 'expire-session'; readonly client: number }
  | { readonly kind: 'heal' };
