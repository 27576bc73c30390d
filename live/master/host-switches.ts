/** What somebody has found out about a host, in Satellite's words. */
export interface HostEvent {
  readonly state: 'ok' | 'warn' | 'critical' | 'expired';
  readonly description: string;
  /** When it is forgotten, milliseconds of the host's clock; never when null. */
  readonly untilMs: number | null;
}

/** What is known of one host. */
interface KnownHost {
  /** What an operator said, who has the last word; null when nothing. */
  flag: 'on' | 'off' | null;
  readonly events: Map<string, HostEvent>;
}

/** Where switches take effect. */
export interface SwitchBoard {
  /** Hosts that are off as the master has it stored. */
  off(): readonly string[];
  /** Has the master switch a host. */
  switch(host: string, on: boolean): void;
  nowMs(): number;
}

/**
 * Switches hosts on and off as Satellite does: one is off while an event about it is critical,
 * unless an operator has said otherwise. That one is off outlives the master; why does not.
 */
export class HostSwitches {
  /** Those of the whitelist file; null where there is none. */
  listed: ReadonlySet<string> | null = null;
  private readonly board: SwitchBoard;
  private readonly known = new Map<string, KnownHost>();
  /** What was said of hosts, which may take its time to be stored. */
  private readonly said = new Map<string, boolean>();

  constructor(board: SwitchBoard) {
    this.board = board;
  }

  /** @returns null for a host of which nothing was said */
  find(host: string): { readonly isOn: boolean; readonly events: [string, HostEvent][] } | null {
    const known = this.known.get(host);
    const isOff = this.isOff(host);
    const isListed = this.listed?.has(host) === true;
    if (known === undefined && !isOff && !isListed) return null;
    return { isOn: this.isOn(host), events: [...(known?.events ?? [])] };
  }

  /** Whether a host may be offered. */
  isOn(host: string): boolean {
    return !this.isOff(host) && (this.listed === null || this.listed.has(host));
  }

  /** Hosts of which something was said. */
  hosts(): string[] {
    return [...new Set([...(this.listed ?? []), ...this.known.keys(), ...this.board.off()])];
  }

  flag(host: string, flag: 'on' | 'off'): void {
    this.entry(host).flag = flag;
    this.apply(host);
  }

  /** Nothing is known of a host any more; it is on. */
  forget(host: string): void {
    this.known.delete(host);
    this.apply(host);
  }

  event(host: string, name: string, event: HostEvent): void {
    const { events } = this.entry(host);
    if (event.state === 'expired') events.delete(name);
    else events.set(name, event);
    this.apply(host);
    const { untilMs } = event;
    if (untilMs === null) return;
    const expire = (): void => {
      // One that was said again has its own time.
      if (events.get(name) === event) this.withdraw(host, name);
    };
    setTimeout(expire, Math.max(0, untilMs - this.board.nowMs())).unref();
  }

  /** @returns whether there was such an event */
  withdraw(host: string, name: string): boolean {
    const isGone = this.known.get(host)?.events.delete(name) === true;
    if (isGone) this.apply(host);
    return isGone;
  }

  private entry(host: string): KnownHost {
    const known = this.known.get(host);
    if (known !== undefined) return known;
    // Of one that an earlier leader switched off it is not known why: it stays so.
    const flag = this.isOff(host) ? 'off' : null;
    const entry: KnownHost = { flag, events: new Map() };
    this.known.set(host, entry);
    return entry;
  }

  private apply(host: string): void {
    const { flag = null, events = new Map<string, HostEvent>() } = this.known.get(host) ?? {};
    const isCritical = [...events.values()].some(({ state }) => state === 'critical');
    const on = flag === null ? !isCritical : flag === 'on';
    if (on !== this.isOff(host)) return;
    this.said.set(host, on);
    this.board.switch(host, on);
  }

  private isOff(host: string): boolean {
    const on = this.said.get(host);
    return on === undefined ? this.board.off().includes(host) : !on;
  }
}
