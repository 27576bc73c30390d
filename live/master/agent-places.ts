import type { Connection } from '../../core/machine.ts';
import type { AgentPlace } from '../mesos/event-codec.ts';

/** Where agents' own servers listen, by their connection: the machine has no use for it. */
export class AgentPlaces {
  private readonly places = new Map<Connection, AgentPlace>();

  set(connection: Connection, place: AgentPlace): void {
    this.places.set(connection, place);
  }

  at(connection: Connection): AgentPlace {
    return this.places.get(connection) ?? { hostname: '', ip: '', port: 0 };
  }

  forget(connection: Connection): void {
    this.places.delete(connection);
  }
}
