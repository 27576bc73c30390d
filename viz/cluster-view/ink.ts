/** Colours a canvas draws with: a canvas knows no CSS variables. */
export interface Ink {
  /** Behind everything. */
  readonly ground: string;
  /** An agent that is free. */
  readonly track: string;
  /** Text and outlines. */
  readonly ink: string;
  /** Names that should not shout. */
  readonly faint: string;
  readonly lost: string;
  /** By framework, as many as the palette has hues. */
  readonly hues: readonly string[];
  readonly font: string;
}

/** Hues of the palette's frameworks. */
export const HUES = 7;

/** The page's colours as they are now; asked again when the page turns dark or light. */
export function inkOf(inside: HTMLElement): Ink {
  const style = getComputedStyle(inside);
  const colour = (name: string, instead: string): string => {
    const found = style.getPropertyValue(name).trim();
    return found === '' ? instead : found;
  };
  return {
    ground: colour('--view-ground', '#ffffff'),
    track: colour('--view-track', '#e9ecef'),
    ink: colour('--view-ink', style.color),
    faint: colour('--view-faint', style.color),
    lost: colour('--view-lost', '#c0392b'),
    hues: Array.from({ length: HUES }, (_, hue) => colour(`--framework-${hue}`, '#777777')),
    font: style.fontFamily,
  };
}

/**
 * A letter or two for a framework, beside its hue: A to Z, then A2 and so on. The same
 * everywhere on the page.
 */
export function frameworkLetter(framework: number): string {
  const letter = String.fromCharCode(65 + (framework % 26));
  const round = Math.floor(framework / 26);
  return round === 0 ? letter : `${letter}${round + 1}`;
}
