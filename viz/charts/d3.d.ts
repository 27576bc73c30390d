/** What is used of d3, which brings no types. */
declare module 'd3' {
  export interface LinearScale {
    (value: number): number;
    domain(extent: readonly [number, number]): this;
    range(extent: readonly [number, number]): this;
    nice(): this;
    invert(place: number): number;
    ticks(count: number): number[];
  }
  export function scaleLinear(): LinearScale;

  export interface PathShape<Datum> {
    (data: ArrayLike<Datum>): string | null;
    x(place: (datum: Datum, index: number) => number): this;
    y(place: (datum: Datum, index: number) => number): this;
    defined(is: (datum: Datum, index: number) => boolean): this;
  }
  export function line<Datum>(): PathShape<Datum>;
}
