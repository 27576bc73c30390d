/**
 * How many allocations each role ever had: the first tie-break (`mesos-semantics` part 4).
 *
 * As in Mesos's sorter only roles with clients in them or below them have a number. A role that
 * is a parent and has clients of its own has one more, under `role/.`, for its own leaf.
 */
export class RoleCounts {
  private counts = new Map<string, number>();
  /** Clients by role. */
  private readonly members = new Map<string, number>();

  of(path: string): number {
    return this.counts.get(path) ?? 0;
  }

  /** Paths of all nodes. */
  paths(): string[] {
    return [...this.counts.keys()];
  }

  /** A client comes into a role. */
  join(role: string): void {
    const members = this.members.get(role) ?? 0;
    this.members.set(role, members + 1);
    if (members > 0) return;
    for (const path of ancestors(role)) {
      if (!this.counts.has(path)) this.counts.set(path, 0);
      else if (this.members.has(path)) this.makeLeaf(path, this.of(path));
    }
    if (this.counts.has(role)) this.makeLeaf(role, 0);
    else this.counts.set(role, 0);
  }

  /** A client leaves a role. */
  leave(role: string): void {
    const members = (this.members.get(role) ?? 0) - 1;
    this.members.set(role, members);
    if (members > 0) return;
    this.members.delete(role);
    this.counts.delete(leafOf(role));
    for (const path of [...ancestors(role), role]) {
      if (!this.hasMembersBelow(path) && !this.members.has(path)) this.counts.delete(path);
      // A parent left with its own leaf alone becomes a plain leaf and keeps its number.
      if (!this.hasMembersBelow(path)) this.counts.delete(leafOf(path));
    }
  }

  /** A client of a role is allocated something. */
  serve(role: string): void {
    const leaf = leafOf(role);
    for (const path of [...ancestors(role), role]) this.counts.set(path, this.of(path) + 1);
    if (this.counts.has(leaf)) this.counts.set(leaf, this.of(leaf) + 1);
  }

  snapshot(): ReadonlyMap<string, number> {
    return new Map(this.counts);
  }

  restore(snapshot: ReadonlyMap<string, number>): void {
    this.counts = new Map(snapshot);
  }

  private makeLeaf(role: string, count: number): void {
    if (!this.counts.has(leafOf(role))) this.counts.set(leafOf(role), count);
  }

  private hasMembersBelow(path: string): boolean {
    return [...this.members.keys()].some((role) => role.startsWith(`${path}/`));
  }
}

export function leafOf(role: string): string {
  return `${role}/.`;
}

/** `a/b/c` → `a`, `a/b`. */
function ancestors(role: string): string[] {
  const names = role.split('/');
  return names.slice(1).map((_, at) => names.slice(0, at + 1).join('/'));
}
