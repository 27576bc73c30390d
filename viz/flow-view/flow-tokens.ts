import { OFFER_ENDS, type OfferEndName, type OfferPage } from '../../sim/session/session-pages.ts';

/** An offer on its way: to its framework, and from there to where it ends. */
export interface FlowToken {
  readonly framework: number;
  readonly group: number;
  /** When it leaves the master; null for one that came before and only ends now. */
  readonly madeMs: number | null;
  /** When its framework is done with it; null while it is open. */
  readonly endedMs: number | null;
  readonly end: OfferEndName;
}

/** Where a token is: on which of its ways and how far, 0 to 1. */
export interface TokenPlace {
  readonly token: FlowToken;
  readonly on: 'offer' | 'launch' | 'stays';
  readonly part: number;
}

/** How long each of the two ways takes, in real time. */
export const WAY_MS = 380;
/** Tokens of one page: more would be a cloud. */
const TOKENS_MAX = 60;

/** What happened between one page of offers and the next, as tokens that travel. */
export class FlowTokens {
  private tokens: FlowToken[] = [];
  private seenUs = Number.NaN;

  /** Another run, or another place of it: nothing came from what was shown before. */
  forget(): void {
    this.tokens = [];
    this.seenUs = Number.NaN;
  }

  /**
   * @param spreadMs real time over which what happened is spread: until the next page
   * @returns how many set off
   */
  feed(
    page: OfferPage,
    { groupOf, nowUs, windowUs }: TokenScene,
    nowMs: number,
    spreadMs: number,
  ): number {
    const sinceUs = this.seenUs;
    this.seenUs = nowUs;
    // A jump is no movement.
    if (!(nowUs > sinceUs) || nowUs - sinceUs > windowUs) return 0;
    const fresh: number[] = [];
    for (let row = 0; row < page.count; row++) {
      const isFresh = page.madeUs[row] > sinceUs || page.endedUs[row] > sinceUs;
      if (isFresh && page.agent[row] >= 0 && groupOf[page.agent[row]] >= 0) fresh.push(row);
    }
    const step = Math.max(1, fresh.length / TOKENS_MAX);
    const msOf = (us: number): number => nowMs + ((us - sinceUs) / (nowUs - sinceUs)) * spreadMs;
    let count = 0;
    for (let at = 0; at < fresh.length; at += step) {
      const row = fresh[Math.floor(at)];
      const [madeUs, endedUs] = [page.madeUs[row], page.endedUs[row]];
      const madeMs = madeUs > sinceUs ? msOf(madeUs) : null;
      const least = madeMs === null ? nowMs : madeMs + WAY_MS;
      this.tokens.push({
        ...{ framework: page.framework[row], group: groupOf[page.agent[row]], madeMs },
        endedMs: Number.isNaN(endedUs) ? null : Math.max(least, msOf(endedUs)),
        end: OFFER_ENDS[page.end[row]],
      });
      count++;
    }
    return count;
  }

  /** Where those are that have not arrived; the others are forgotten. */
  places(nowMs: number): TokenPlace[] {
    this.tokens = this.tokens.filter((token) => arrivesMs(token) > nowMs);
    return this.tokens.flatMap((token) => placeOf(token, nowMs) ?? []);
  }

  get some(): boolean {
    return this.tokens.length > 0;
  }
}

/** What tokens are made in the light of. */
export interface TokenScene {
  /** By agent. */
  readonly groupOf: Int32Array;
  readonly nowUs: number;
  readonly windowUs: number;
}

function arrivesMs({ madeMs, endedMs }: FlowToken): number {
  return (endedMs ?? madeMs ?? 0) + WAY_MS;
}

function placeOf(token: FlowToken, nowMs: number): TokenPlace | null {
  const { madeMs, endedMs, end } = token;
  if (madeMs !== null && nowMs < madeMs) return null;
  if (madeMs !== null && nowMs < madeMs + WAY_MS) {
    return { token, on: 'offer', part: eased((nowMs - madeMs) / WAY_MS) };
  }
  if (endedMs === null || nowMs < endedMs) return null;
  const part = eased((nowMs - endedMs) / WAY_MS);
  return { token, on: end === 'accepted' ? 'launch' : 'stays', part };
}

function eased(part: number): number {
  return part * part * (3 - 2 * part);
}
