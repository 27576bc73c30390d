/**
 * Colours by meaning. A chart never names a colour: it names a CSS variable, which the page
 * around it defines for light and for dark ({@link paletteCss}).
 *
 * Frameworks have Okabe and Ito's hues, legible with colour-blind eyes; policies have Paul
 * Tol's muted ones and the ink itself, so that no colour stands for a framework in one chart and
 * for a policy in the next. Neither is told by colour alone: lines have dash patterns too.
 */

/** Okabe and Ito's colours for light and dark grounds; yellow and black are moved to be seen. */
const FRAMEWORKS: readonly (readonly [light: string, dark: string])[] = [
  ['#0072b2', '#3d9fdc'],
  ['#d55e00', '#ef7a24'],
  ['#009e73', '#1fbf93'],
  ['#cc79a7', '#dd92bc'],
  ['#e69f00', '#f0b030'],
  ['#56b4e9', '#8fd0f7'],
  ['#8f8600', '#f0e442'],
];

const POLICIES: readonly (readonly [light: string, dark: string])[] = [
  ['#1b1f24', '#eceef1'],
  ['#bf4f62', '#e08294'],
  ['#2f8f80', '#5cc4b3'],
  ['#5a48b0', '#a396f0'],
  ['#83831f', '#c3c362'],
  ['#8c2a5c', '#d479a8'],
  ['#3f8fb5', '#8ed0f0'],
];

const RESOURCES: readonly (readonly [light: string, dark: string])[] = [
  ['#3a424c', '#c9d0d8'],
  ['#9a6b3f', '#d6a877'],
  ['#4f7f52', '#8fc493'],
];

/** Patterns for `stroke-dasharray`; the first is a solid line. */
const DASHES: readonly string[] = ['none', '7 3', '2 2.5', '9 3 2 3', '4 2', '1 3', '12 4'];

/** How a line or a mark looks. */
export interface LineStyle {
  /** A CSS colour: a variable of the palette. */
  readonly colour: string;
  /** For `stroke-dasharray`. */
  readonly dash: string;
}

/** The hue of the framework of an index; dashed when the hues begin anew. */
export function frameworkStyle(index: number): LineStyle {
  const round = Math.floor(index / FRAMEWORKS.length);
  return {
    colour: `var(--framework-${index % FRAMEWORKS.length})`,
    dash: DASHES[round % DASHES.length],
  };
}

/** The colour and the pattern of the policy of an index; the first, the baseline, is solid ink. */
export function policyStyle(index: number): LineStyle {
  return coloursAndDashes('policy', POLICIES.length, index);
}

/** The colour and the pattern of the resource of an index. */
export function resourceStyle(index: number): LineStyle {
  return coloursAndDashes('resource', RESOURCES.length, index);
}

/** Each colour with a pattern of its own, and with the next one when the colours begin anew. */
function coloursAndDashes(name: string, colours: number, index: number): LineStyle {
  const round = Math.floor(index / colours);
  return {
    colour: `var(--${name}-${index % colours})`,
    dash: DASHES[((index % colours) + round) % DASHES.length],
  };
}

/** Declarations of the palette's variables, for a rule of the page's style sheet. */
export function paletteCss(mode: 'light' | 'dark'): string {
  const column = mode === 'light' ? 0 : 1;
  const declare = (name: string, colours: readonly (readonly [string, string])[]): string =>
    colours.map((pair, index) => `--${name}-${index}:${pair[column]}`).join(';');
  return [
    declare('framework', FRAMEWORKS),
    declare('policy', POLICIES),
    declare('resource', RESOURCES),
  ].join(';');
}
