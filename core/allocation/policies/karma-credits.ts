/** A user at the end of a quantum; all amounts in the same unit, such as parts of the cluster. */
export interface KarmaUser {
  readonly credits: number;
  /** Credits everyone gets: its part of what is shared. */
  readonly free: number;
  readonly guaranteed: number;
  /** What it held over the quantum. */
  readonly used: number;
}

/**
 * Credits after a quantum (Vuppalapati et al., OSDI 2023, Algorithm 1): all get their free ones,
 * who used more than its guarantee pays a credit for each unit of it, and who used less is paid a
 * credit for each unit that was borrowed. While not all that was left was borrowed, it is taken
 * from the poorest donors first, so that they are paid; what is nobody's is lent last.
 */
export function settleCredits(users: readonly KarmaUser[]): number[] {
  const credits = users.map((user) => user.credits + user.free);
  const donated = users.map(({ guaranteed, used }) => Math.max(0, guaranteed - used));
  const borrowed = users.map(({ guaranteed, used }) => Math.max(0, used - guaranteed));
  const paid = raisePoorest(
    credits,
    donated,
    borrowed.reduce((sum, amount) => sum + amount, 0),
  );
  return credits.map((amount, i) => amount - borrowed[i] + paid[i]);
}

/**
 * Hands out an amount to the poorest first, a little at a time, so that they rise together.
 * @param limits the most each can get
 * @returns what each gets
 */
export function raisePoorest(
  levels: readonly number[],
  limits: readonly number[],
  amount: number,
): number[] {
  const given = levels.map(() => 0);
  const waiting = levels.flatMap((_, i) => (limits[i] > 0 ? [i] : []));
  waiting.sort((a, b) => levels[a] - levels[b] || a - b);
  let [left, joined, level] = [amount, 0, Number.NaN];
  let rising: number[] = [];
  while (left > 0 && (rising.length > 0 || joined < waiting.length)) {
    if (rising.length === 0) level = levels[waiting[joined]];
    while (joined < waiting.length && levels[waiting[joined]] <= level) {
      rising.push(waiting[joined++]);
    }
    const next = joined < waiting.length ? levels[waiting[joined]] : Number.POSITIVE_INFINITY;
    // How far all rise: until the next joins them, one has enough, or all is handed out.
    const last = left / rising.length;
    const room = rising.reduce((least, i) => Math.min(least, limits[i] - given[i]), next - level);
    const step = Math.min(room, last);
    for (const i of rising) given[i] = step === limits[i] - given[i] ? limits[i] : given[i] + step;
    if (step === last) return given;
    left -= step * rising.length;
    level = step === next - level ? next : level + step;
    rising = rising.filter((i) => given[i] < limits[i]);
  }
  return given;
}
