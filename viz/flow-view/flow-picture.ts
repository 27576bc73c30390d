import type { LinkState } from '../../sim/session/session-frame.ts';
import type { OfferFlow } from './offer-flows.ts';

/** A box of the picture. */
export interface FlowNode {
  readonly name: string;
  /** Instead of the name where there is no room for it; absent: the name is cut. */
  readonly brief?: string;
  /** What is said below the name where there is room; may be empty. */
  readonly note: string;
  /** `away`: down, lost or not connected; `plain`: there, and nothing is said of it. */
  readonly mood: 'plain' | 'leads' | 'away';
  /** Of how many links how many are how: the worst one is drawn. */
  readonly link: FlowLink;
}

export interface FlowLink {
  readonly state: LinkState;
  /** Links in this state, of all that the node stands for. */
  readonly count: number;
  readonly of: number;
}

export const SOUND: FlowLink = { state: 'sound', count: 1, of: 1 };

/** All that is drawn, in the words of the drawing. */
export interface FlowPicture {
  /** Place of the leader among the masters; -1 while nobody leads. */
  readonly leader: number;
  readonly masters: readonly FlowNode[];
  readonly frameworks: readonly FlowNode[];
  readonly groups: readonly FlowNode[];
  readonly flows: readonly OfferFlow[];
  /** By framework: offers in the window, those that are open, and when something happened. */
  readonly made: readonly {
    readonly count: number;
    readonly open: number;
    readonly atUs: number;
  }[];
  readonly nowUs: number;
  readonly windowUs: number;
}

/** How a link is said to be: `sound`, `cut`, `3 of 40 cut`. */
export function linkInWords({ state, count, of }: FlowLink): string {
  const words = LINK_WORDS[state];
  return of === 1 || state === 'sound' || count === of ? words : `${count} of ${of} ${words}`;
}

export const LINK_WORDS: { readonly [state in LinkState]: string } = {
  sound: 'sound',
  cut: 'cut',
  'cut in': 'cut towards it',
  'cut out': 'cut from it',
  clogged: 'clogged',
  troubled: 'loses or mixes up messages',
};
