import { cpus, freemem, loadavg, totalmem } from 'node:os';

/** What a master and an agent tell of their machine (Mesos `docs/monitoring.md`). */
export function setSystem(set: (name: string, value: number) => void): void {
  const [one, five, fifteen] = loadavg();
  set('system/cpus_total', cpus().length);
  set('system/load_1min', one);
  set('system/load_5min', five);
  set('system/load_15min', fifteen);
  set('system/mem_free_bytes', freemem());
  set('system/mem_total_bytes', totalmem());
}
