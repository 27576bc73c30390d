/**
 * Places where a machine or its host may do something that is allowed, and seldom: wait less or
 * more than usual, say a thing again, take one where it could take many. Nothing may break by it
 * (FoundationDB: `BUGGIFY`). Each with what is done there.
 */
export const BUGGIFY_SITES = {
  // Agents.
  'register-again': 'an agent that is registered registers again when it is pinged',
  'register-soon': 'an agent does not wait long for an answer to its registration',
  'repeat-soon': 'an agent does not wait long for an acknowledgement',
  // Schedulers.
  'subscribe-soon': 'a scheduler does not wait long for an answer to its subscription',
  'reconcile-soon': 'a scheduler does not wait long for answers about its tasks',
  // Masters.
  'offer-timeout-soon': 'an offer is taken back at once',
  'store-one': 'a change of the registry is stored alone, though others wait',
  // What hosts do.
  'timer-late': 'a timer of a master or of a scheduler fires late',
  'store-slow': 'a master is told late that the registry is stored',
  'call-twice': 'what a scheduler says comes twice, the second time later',
} as const;

export type BuggifySite = keyof typeof BUGGIFY_SITES;

/**
 * Who decides at such a place. Machines have none but under test: without one, a site costs a look
 * at a field.
 */
export interface Buggify {
  /** Whether to do what the site says, this time. */
  fires(site: BuggifySite): boolean;
}
