import type { MachineId } from '../../../core/protocol/maintenance.ts';
import { unavailabilityDocument } from '../../mesos/event-codec.ts';
import { type JsonObject, idDocument } from '../../mesos/json.ts';
import type { MasterSite } from '../master-site.ts';

/** Mesos v1 `maintenance::Schedule`. */
export function scheduleDocument({ host: { master } }: MasterSite): JsonObject {
  const windows = master.maintenance.schedule.map(({ machines, unavailability }) => {
    const unavailable = unavailabilityDocument(unavailability);
    return { machine_ids: machines.map(machineDocument), unavailability: unavailable };
  });
  return windows.length === 0 ? {} : { windows };
}

/** Mesos v1 `maintenance::ClusterStatus`. */
export function maintenanceStatusDocument(site: MasterSite): JsonObject {
  const { draining, down } = site.host.master.maintenanceStatus();
  return {
    ...(draining.length === 0
      ? {}
      : {
          draining_machines: draining.map(({ machine, statuses }) => ({
            id: machineDocument(machine),
            statuses: statuses.map(({ framework, status }) => ({
              framework_id: idDocument(site.ids.framework(framework)),
              status,
            })),
          })),
        }),
    ...(down.length === 0 ? {} : { down_machines: down.map(machineDocument) }),
  };
}

function machineDocument({ hostname, ip }: MachineId): JsonObject {
  return { ...(hostname === '' ? {} : { hostname }), ...(ip === '' ? {} : { ip }) };
}
