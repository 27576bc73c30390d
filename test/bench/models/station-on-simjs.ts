import type { StationLoad } from './station-on-kernel.ts';

/** What we use of simjs 2.0.3, which has no types. */
interface Simjs {
  readonly Sim: new () => {
    addEntity(entity: new (sim: unknown, name: unknown) => Entity): unknown;
    simulate(endTime: number): boolean;
  };
  readonly Facility: new (name: string, discipline: undefined, servers: number) => object;
  readonly Entity: new (sim: unknown, name: unknown) => Entity;
}

interface Entity {
  time(): number;
  setTimer(delay: number): Request;
  useFacility(facility: object, duration: number): Request;
}

interface Request {
  done(callback: (argument: number) => void, context: object, argument: number): Request;
}

/** Loads simjs. Outside a browser it needs a `window` to leave its classes in. */
export async function loadSimjs(): Promise<Simjs> {
  const scope = globalThis as { window?: { Sim?: Simjs } };
  const window: { Sim?: Simjs } = {};
  scope.window = window;
  try {
    await import('simjs');
  } finally {
    delete scope.window;
  }
  if (window.Sim === undefined) throw new Error('simjs: found no classes, wanted window.Sim');
  return window.Sim;
}

/** The same station as `StationOnKernel` with the same draws: its mean response in seconds. */
export function stationOnSimjs(simjs: Simjs, load: StationLoad): number {
  const { gaps, services, servers } = load;
  const facility = new simjs.Facility('station', undefined, servers);
  let responseUs = 0;

  class Source extends simjs.Entity {
    start(): void {
      const leave = (arrivedAt = 0): void => {
        responseUs += this.time() - arrivedAt;
      };
      // simjs leaves out an argument that is 0.
      const arrive = (customer = 0): void => {
        this.useFacility(facility, services[customer]).done(leave, this, this.time());
        const next = customer + 1;
        if (next < gaps.length) this.setTimer(gaps[next]).done(arrive, this, next);
      };
      this.setTimer(gaps[0]).done(arrive, this, 0);
    }
  }

  const sim = new simjs.Sim();
  sim.addEntity(Source);
  sim.simulate(Number.MAX_VALUE);
  return responseUs / gaps.length / 1e6;
}
