/**
 * What queueing theory says of simple stations, service rate 1 unless said otherwise
 * (Kleinrock, Queueing Systems I, 1975). Numbers of `policies.md` section 6.
 */

/** Probability that a customer of M/M/c has to wait, at `load` = λ/μ < c. */
export function erlangC(servers: number, load: number): number {
  // Erlang B by its recursion, then C from B.
  let blocked = 1;
  for (let c = 1; c <= servers; c++) blocked = (load * blocked) / (c + load * blocked);
  const utilization = load / servers;
  return blocked / (1 - utilization * (1 - blocked));
}

/** Mean wait in M/M/c of mean service 1 and utilisation ρ. */
export function meanWaitOfMMc(servers: number, utilization: number): number {
  return erlangC(servers, servers * utilization) / (servers * (1 - utilization));
}

/** Mean wait in M/G/1 by Pollaczek and Khinchin. */
export function meanWaitOfMG1(rate: number, meanService: number, meanSquare: number): number {
  return (rate * meanSquare) / (2 * (1 - rate * meanService));
}

/** Customers in the order of their arrival. */
export interface Customers {
  readonly arrivals: Float64Array;
  readonly services: Float64Array;
}

/**
 * When each customer's service starts at a station of `servers`, first come first served, where
 * a server needs `pause` after each customer (Kiefer and Wolfowitz, 1955): no distributions, the
 * very sample path.
 */
export function startsInOrder(customers: Customers, servers: number, pause: number): Float64Array {
  const freeAt = Array.from({ length: servers }, () => 0);
  return customers.arrivals.map((arrival, k) => {
    let server = 0;
    for (let s = 1; s < servers; s++) if (freeAt[s] < freeAt[server]) server = s;
    const start = Math.max(arrival, freeAt[server]);
    freeAt[server] = start + customers.services[k] + pause;
    return start;
  });
}

/** Mean and standard error of the mean of independent replications. */
export function estimate(replications: readonly number[]): { mean: number; standardError: number } {
  const n = replications.length;
  const mean = replications.reduce((sum, x) => sum + x, 0) / n;
  const squares = replications.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  return { mean, standardError: Math.sqrt(squares / (n - 1) / n) };
}
