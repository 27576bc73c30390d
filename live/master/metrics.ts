import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';

import {
  type SetMetric,
  setAgents,
  setAllocator,
  setMessages,
  setRegistrar,
  setResources,
} from './cluster-metrics.ts';
import { setSystem } from '../host/system-metrics.ts';
import { Holdings } from './documents/holdings.ts';
import { setFrameworks, setTotals } from './framework-metrics.ts';
import type { MasterSite } from './master-site.ts';

/** Mesos's metrics by their names in `/metrics/snapshot` (`mesos-semantics` part 23). */
export function masterMetrics(site: MasterSite): Map<string, number> {
  const holdings = new Holdings(site);
  const metrics = new Map<string, number>();
  const set: SetMetric = (name, value) => {
    // One value that is no number makes some monitors drop all of them.
    if (Number.isFinite(value)) metrics.set(name, value);
  };
  const { host, place } = site;
  set('master/elected', place.electedUs === 0 ? 0 : 1);
  set('master/uptime_secs', (host.now() - place.startUs) / 1e6);
  setResources(holdings, set);
  setAgents(site, holdings, set);
  setTotals(site, holdings, set);
  setFrameworks(site, holdings, set);
  setMessages(site, set);
  setAllocator(site, holdings, set);
  setRegistrar(site, set);
  setSystem(set);
  set('master/operator_event_stream_subscribers', site.subscribers);
  return metrics;
}

/** What Node tells of its process: once, whatever leads in it and how often. */
let processRegistry: Registry | null = null;

function registryOfProcess(): Registry {
  if (processRegistry !== null) return processRegistry;
  processRegistry = new Registry();
  collectDefaultMetrics({ register: processRegistry });
  return processRegistry;
}

/** The same for Prometheus: `master_cpus_total`, and what Node tells of its process. */
export class PrometheusMetrics {
  private readonly registry = new Registry();
  private readonly gauges = new Map<string, Gauge>();
  private readonly site: MasterSite;

  constructor(site: MasterSite) {
    this.site = site;
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    const perFramework = /^master\/frameworks\//;
    for (const [name, value] of masterMetrics(this.site)) {
      if (perFramework.test(name)) continue;
      this.gauge(name).set(value);
    }
    return Registry.merge([registryOfProcess(), this.registry]).metrics();
  }

  private gauge(name: string): Gauge {
    const known = this.gauges.get(name);
    if (known !== undefined) return known;
    const word = `evenhand_${name.replace(/[^a-zA-Z0-9_]/g, '_')}`;
    const registers = [this.registry];
    const gauge = new Gauge({ name: word, help: `Mesos's ${name}`, registers });
    this.gauges.set(name, gauge);
    return gauge;
  }
}
